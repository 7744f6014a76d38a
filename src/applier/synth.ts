// Synthesis: turns a generated project into the JSON that Terraform (or our applier) works on, in any folder and with nothing
// installed there. It bundles the project's main.ts against the cdktf packages that came with ha-lab and runs the bundle.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { LabError } from '../errors.js';
import { bundle } from './synth-bundle.js';
import { type ChildResult, noStackProblem, runProblem } from './synth-problems.js';

export interface Synthesis {
  /** Name of the stack, which is also Terraform's name for it. */
  readonly stackName: string;
  /** Absolute path of cdk.tf.json under `<project>/cdktf.out`; Terraform runs in its folder. */
  readonly file: string;
  /** The parsed file. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface SynthOptions {
  /** Contents to use in place of the project's ha-lab.json (a lesson's overlay); the file itself is not touched. */
  readonly config?: unknown;
}

const TIMEOUT_MS = 60_000;
/** Settings of cdktf and of Node that would make the result depend on the caller's shell. */
const FOREIGN_SETTINGS = [
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'SYNTH_HCL_OUTPUT',
  'CDKTF_TARGET_STACK_ID',
  'CDKTF_CONTEXT_JSON',
  'CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS',
];

/**
 * Synthesises the project in `projectDir` into its `cdktf.out` and returns the one stack. Throws LabError SYNTHESIS_FAILED with
 * file:line when the project does not compile, throws, or does not define exactly one stack; `cdktf.out` is then as it was.
 */
export async function synthesise(projectDir: string, options: SynthOptions = {}): Promise<Synthesis> {
  const project = resolve(projectDir);
  requireProject(project);
  const scratch = join(project, '.ha-lab', `synth-${process.pid}-${process.hrtime.bigint()}`);
  const outdir = join(scratch, 'out');
  makeFolder(outdir, project);
  try {
    const program = join(scratch, 'app.cjs');
    await bundle(project, program, options.config);
    const result = await run(program, project, outdir);
    if (result.code !== 0) throw runProblem(project, result);
    const stackName = onlyStack(project, outdir);
    // Read before it is put where others put theirs: a second synthesis of this project may replace it at any moment.
    const json = JSON.parse(readFileSync(join(outdir, 'stacks', stackName, 'cdk.tf.json'), 'utf8'));
    place(outdir, join(project, 'cdktf.out'));
    return { stackName, file: join(project, 'cdktf.out', 'stacks', stackName, 'cdk.tf.json'), json };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    removeIfEmpty(dirname(scratch));
  }
}

/** File by file, each exchanged at once: whoever synthesises the same project at the same moment, or reads it, meets whole files only. */
function place(from: string, to: string): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(to, relative(from, source));
    const aside = `${target}.${process.pid}-${process.hrtime.bigint()}`;
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, aside);
    renameSync(aside, target);
  }
}

/** The system's own rule: a folder that holds something, also since a moment ago, is not removed. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else's synthesis, or the learner's files, are in it.
  }
}

function makeFolder(folder: string, project: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new LabError(
      'ENVIRONMENT',
      `Synthesis cannot write into ${project}: ${error instanceof Error ? error.message : String(error)}`,
      {
        suggestions: ['it needs .ha-lab and cdktf.out there: give yourself the right to write, or copy the project'],
        ref: project,
        exitCode: 5,
      },
    );
  }
}

function requireProject(project: string): void {
  if (existsSync(join(project, 'main.ts'))) return;
  throw new LabError('SYNTHESIS_FAILED', `${project} holds no main.ts, so it is not a generated project.`, {
    suggestions: ['name the project folder: --project generated/<name>', 'or make a project: ha-lab new'],
    exitCode: 2,
  });
}

function run(program: string, cwd: string, outdir: string): Promise<ChildResult> {
  const env: NodeJS.ProcessEnv = { ...process.env, CDKTF_OUTDIR: outdir };
  for (const name of FOREIGN_SETTINGS) delete env[name];
  return new Promise((resolveRun, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', program], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
      // A group of its own: Ctrl-C on a terminal goes to the whole group, and who restores a stack after one must not lose its synthesis.
      detached: true,
    });
    const endWithUs = (): void => void child.kill('SIGKILL');
    process.once('exit', endWithUs);
    let stderr = '';
    child.stdout.resume();
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length < 1_000_000) stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('exit', endWithUs);
      resolveRun({ code, signal, stderr });
    });
  });
}

function onlyStack(project: string, outdir: string): string {
  const manifest = join(outdir, 'manifest.json');
  const names = existsSync(manifest) ? Object.keys(JSON.parse(readFileSync(manifest, 'utf8')).stacks ?? {}) : [];
  const [name] = names;
  if (name === undefined || names.length !== 1) throw noStackProblem(project, names);
  return name;
}

// Terraform on one synthesised stack: initialised when needed, planned, applied, destroyed. Each command reads along what Terraform
// says, and throws what went wrong in our words.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LabError } from '../errors.js';
import { type Diagnostic, parseEvent, type ResourceAction, type TerraformEvent } from './events.js';
import type { Environment, TerraformBinary } from './find.js';
import { findMirrors, mirroredVersions } from './mirrors.js';
import { lockFile, type Override, overrideJson, requiredVersion, withOverride } from './overrides.js';
import { planOf, type TerraformPlan } from './plan.js';
import { failureOf, problemOf } from './problems.js';
import { type RunEnd, runTerraform } from './process.js';
import { clearLockNote } from './state-file.js';
import { satisfies } from './versions.js';

export interface TerraformSettings {
  readonly binary: TerraformBinary;
  /** Folder of the synthesised `cdk.tf.json`. */
  readonly folder: string;
  /** Folder of ours: logs, plugins, the lock file of an overridden provider. */
  readonly keep: string;
  readonly env: Environment;
  readonly override: Override;
  /** The state file, where it is a local one. */
  readonly stateFile?: string;
}

export interface Watching {
  readonly onEvent?: (event: TerraformEvent) => void;
  /** Aborted: Terraform is interrupted once, and its end waited for. */
  readonly signal?: AbortSignal;
}

export interface ApplyEnd {
  /** Resources that were made, changed or removed, in the order in which they were finished. */
  readonly done: readonly { readonly address: string; readonly action: ResourceAction }[];
  readonly interrupted: boolean;
  /** Present: it stopped half-way; what is done is in the state. */
  readonly failure?: LabError;
}

type Outcome<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly failure: LabError };

/** Exit code of `plan -detailed-exitcode` where something would change; 0 means that nothing would. */
const CHANGES = 2;
/** How long a run waits for another one on the same state. */
const LOCK_TIMEOUT = '-lock-timeout=20s';
const QUIET = ['-no-color', '-input=false'];
const REGISTRIES = { terraform: 'registry.terraform.io', tofu: 'registry.opentofu.org' } as const;
const LARGEST_ANSWER_BYTES = 1 << 28;

export class Terraform {
  private override: Override;
  private readonly env: Environment;

  constructor(private readonly settings: TerraformSettings) {
    mkdirSync(settings.keep, { recursive: true });
    this.env = { ...settings.env, ...ours(settings.keep) };
    this.override = { ...settings.override, ...this.mirroredInstead(['never', 'for-the-rest']) };
  }

  /** What a deploy would change. */
  plan(watching: Watching = {}): Promise<TerraformPlan> {
    return this.initialised(watching, async () => {
      const file = join(this.settings.keep, 'plan.bin');
      try {
        const words = ['plan', '-json', '-detailed-exitcode', LOCK_TIMEOUT, `-out=${file}`];
        const { end, diagnostics } = await this.run(words, watching);
        if (end.status === 0) return { changes: [], outputs: [] };
        if (end.status !== CHANGES) throw this.failed('plan', end, diagnostics);
        return planOf(await this.ask(['show', '-json', file]));
      } finally {
        // A plan holds every value in the open.
        rmSync(file, { force: true });
      }
    });
  }

  /** Brings what stands to what the synthesised stack says. */
  apply(watching: Watching = {}): Promise<ApplyEnd> {
    return this.initialised(watching, () => this.change('apply', watching));
  }

  /** Puts what stands already into the state. Throws what Terraform says against it. */
  adopt(address: string, id: string, watching: Watching = {}): Promise<void> {
    return this.initialised(watching, async () => {
      const { end, diagnostics } = await this.run(['import', LOCK_TIMEOUT, address, id], watching);
      if (end.status !== 0) throw this.failed('import', end, diagnostics);
    });
  }

  destroy(watching: Watching = {}): Promise<ApplyEnd> {
    return this.initialised(watching, () => this.change('destroy', watching));
  }

  /** Outputs by name, whatever the backend. */
  outputs(): Promise<Readonly<Record<string, unknown>>> {
    return this.initialised({}, async () => {
      const answer = (await this.ask(['output', '-json'])) as Readonly<Record<string, { readonly value: unknown }>>;
      return Object.fromEntries(Object.entries(answer).map(([name, { value }]) => [name, value]));
    });
  }

  private async change(command: 'apply' | 'destroy', watching: Watching): Promise<ApplyEnd> {
    const done: { address: string; action: ResourceAction }[] = [];
    const onEvent = (event: TerraformEvent): void => {
      if (event.kind === 'finished' && event.action !== 'read') {
        done.push({ address: event.address, action: event.action });
      }
      watching.onEvent?.(event);
    };
    const startedAt = Date.now();
    const { end, diagnostics } = await this.run([command, '-json', LOCK_TIMEOUT, '-auto-approve'], {
      ...watching,
      onEvent,
    });
    if (this.settings.stateFile !== undefined) clearLockNote(this.settings.stateFile, startedAt);
    const failure = end.status === 0 ? undefined : this.failed(command, end, diagnostics);
    return { done, interrupted: end.interrupted, ...(failure === undefined ? {} : { failure }) };
  }

  /** Initialises where that has not been done for just these settings, and once more where Terraform asks for it. */
  private async initialised<Result>(watching: Watching, work: () => Promise<Result>): Promise<Result> {
    const { folder, keep } = this.settings;
    for (;;) {
      const outcome = await withOverride<Outcome<Result>>(folder, keep, this.override, async () => {
        const failure = await this.init(watching);
        return failure === undefined ? { ok: true, result: await work() } : { ok: false, failure };
      });
      if (outcome.ok) return outcome.result;
      const instead = this.mirroredInstead(['also']);
      const triedAlready = this.override.providerVersion !== undefined || instead.providerVersion === undefined;
      if (triedAlready || problemOf(outcome.failure.message) !== 'offline') throw outcome.failure;
      this.override = { ...this.override, ...instead };
    }
  }

  private async init(watching: Watching): Promise<LabError | undefined> {
    const { binary, folder, keep } = this.settings;
    const mark = join(keep, 'initialised');
    const { terraform } = overrideJson(this.override);
    const wanted = JSON.stringify([binary, requiredVersion(folder), terraform ?? null]);
    if (existsSync(lockFile(folder)) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return undefined;
    rmSync(mark, { force: true });
    const words = ['init', '-reconfigure'];
    let { end } = await this.run(words, watching);
    if (end.status !== 0 && problemOf(end.lines.join('\n')) === 'lock-file') {
      ({ end } = await this.run([...words, '-upgrade'], watching));
    }
    if (end.status !== 0) return this.failed('init', end, []);
    writeFileSync(mark, wanted);
    return undefined;
  }

  /** The newest mirrored version, where the one that the project asks for cannot come from anywhere. */
  private mirroredInstead(registries: readonly string[]): Pick<Override, 'providerVersion'> {
    const { binary, folder, env } = this.settings;
    const mirrors = findMirrors(folder, env);
    const versions = mirroredVersions(mirrors, `${REGISTRIES[binary.product]}/hashicorp/aws`);
    const [newest] = versions;
    const wanted = requiredVersion(folder);
    const fits = versions.some((version) => satisfies(version, wanted));
    return newest === undefined || fits || !registries.includes(mirrors.registry) ? {} : { providerVersion: newest };
  }

  private async run(
    words: readonly string[],
    { onEvent, signal }: Watching,
  ): Promise<{ readonly end: RunEnd; readonly diagnostics: readonly Diagnostic[] }> {
    const { binary, folder } = this.settings;
    const diagnostics: Diagnostic[] = [];
    const onLine = (line: string): void => {
      const event = parseEvent(line);
      if (event === undefined) return;
      if (event.kind === 'said') diagnostics.push(event);
      onEvent?.(event);
    };
    const end = await runTerraform({
      file: binary.file,
      // What has no name of its own comes last: options first.
      words: [words[0] ?? '', ...QUIET, ...words.slice(1)],
      folder,
      env: this.env,
      log: this.logOf(words[0] ?? ''),
      onLine,
      ...(signal === undefined ? {} : { signal }),
    });
    return { end, diagnostics };
  }

  private async ask(words: readonly string[]): Promise<unknown> {
    const { binary, folder } = this.settings;
    const options = { cwd: folder, env: { ...this.env }, maxBuffer: LARGEST_ANSWER_BYTES };
    const { stdout } = await promisify(execFile)(binary.file, [...words], options);
    return JSON.parse(stdout);
  }

  private failed(command: string, end: RunEnd, diagnostics: readonly Diagnostic[]): LabError {
    return failureOf({
      command: `${this.settings.binary.product} ${command}`,
      diagnostics,
      text: end.lines.join('\n'),
      log: this.logOf(command),
      ...(end.signal === undefined ? {} : { signal: end.signal }),
    });
  }

  private logOf(command: string): string {
    return join(this.settings.keep, `${command}.log`);
  }
}

/** Nobody at the keyboard, nothing sent home, and a data folder of ours. */
const ours = (keep: string): Environment => ({
  TF_IN_AUTOMATION: '1',
  TF_INPUT: '0',
  TF_DATA_DIR: join(keep, 'data'),
  CHECKPOINT_DISABLE: '1',
});

/** Settings of somebody's shell that would send the run elsewhere or change its words. */
const FOREIGN = /^(?:TF_WORKSPACE$|TF_CLI_ARGS|TF_DATA_DIR$|TF_VAR_)/;
/** For the sandbox besides: real keys, profiles and endpoints must not travel to it. */
const ACCOUNT = /^AWS_(?!CA_BUNDLE$)/;

/** The environment of a run; without the account's settings for a sandbox. */
export function environmentFor(target: 'sandbox' | 'aws', env: Environment = process.env): Environment {
  const kept = Object.entries(env).filter(
    ([name]) => !FOREIGN.test(name) && !(target === 'sandbox' && ACCOUNT.test(name)),
  );
  const nobody = { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull };
  return { ...Object.fromEntries(kept), ...(target === 'sandbox' ? nobody : {}) };
}

// What went wrong in a synthesis, in words a learner can act on: the place (file:line:column) and the next step.
import { relative } from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import { LabError } from '../errors.js';

export interface ChildResult {
  /** Exit code, null when a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** esbuild's findings: every one with its place. An error that is not esbuild's passes through. */
export function bundleProblem(project: string, error: unknown): unknown {
  if (!isBuildFailure(error)) return error;
  const lines = error.errors.map((message) => `${place(message)}${message.text}`);
  const first = error.errors[0]?.location;
  return new LabError(
    'SYNTHESIS_FAILED',
    `The project in ${project} does not compile:\n${lines.map((line) => `  ${line}`).join('\n')}`,
    {
      suggestions: error.errors.some((message) => message.text.startsWith('Could not resolve'))
        ? [
            'a package that ha-lab does not carry must be installed in the project: npm install <package>',
            'deep imports only: @cdktf/provider-aws/lib/<resource>',
          ]
        : [
            'mend the line and run the command again',
            'the project as it was generated: ha-lab new --answers .ha-lab/last-answers.json',
          ],
      ref: first ? `${first.file}:${first.line}` : undefined,
      exitCode: 2,
    },
  );
}

/** The project's program ended with an error: its message, and the first line of the project on the stack. */
export function runProblem(project: string, result: ChildResult): LabError {
  const where = ownFrame(project, result.stderr);
  const what = result.signal
    ? `was ended by ${result.signal}, perhaps because it ran for more than a minute`
    : `failed: ${reason(result.stderr)}`;
  return new LabError('SYNTHESIS_FAILED', `main.ts ${what}${where ? `\n  at ${where}` : ''}`, {
    suggestions: [
      'mend the line and run the command again',
      `see the whole trace: cd ${project} && npm install && npm run synth`,
    ],
    ref: where,
    exitCode: 2,
  });
}

/** The program ran but defined no stack, or several. */
export function noStackProblem(project: string, names: readonly string[]): LabError {
  if (names.length === 0) {
    return new LabError('SYNTHESIS_FAILED', `main.ts in ${project} ran, but defined no stack.`, {
      suggestions: ['main.ts must end with: new HighlyAvailableStack(app, config.name); app.synth();'],
      ref: 'main.ts',
      exitCode: 2,
    });
  }
  return new LabError(
    'SYNTHESIS_FAILED',
    `main.ts in ${project} defines ${names.length} stacks (${names.join(', ')}); ha-lab deploys one.`,
    {
      suggestions: ['keep one stack in this project and generate a second project for the other: ha-lab new <name>'],
      ref: 'main.ts',
      exitCode: 2,
    },
  );
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

function place({ location }: Message): string {
  return location ? `${location.file}:${location.line}:${location.column + 1}  ` : '';
}

/** "TypeError: x is not a function" and the lines that belong to the message, without the stack. */
function reason(stderr: string): string {
  const lines = stderr.split('\n');
  const start = lines.findIndex((line) => /^(Uncaught )?[A-Za-z.]*(Error|Exception)\b.*/.test(line));
  if (start < 0) return stderr.trim().split('\n').at(-1) || 'without a message';
  const end = lines.findIndex((line, index) => index > start && /^\s+at /.test(line));
  return lines
    .slice(start, end < 0 ? undefined : end)
    .join('\n')
    .replace(/^Uncaught /, '')
    .trim();
}

/** The first frame of the stack that lies in the project itself, relative to it. */
function ownFrame(project: string, stderr: string): string | undefined {
  for (const match of stderr.matchAll(/^\s+at .*?\(?((?:file:\/\/)?\/[^():]+|[A-Za-z]:\\[^():]+):(\d+):(\d+)\)?$/gm)) {
    const file = relative(project, (match[1] ?? '').replace('file://', ''));
    if (!file.startsWith('..') && !file.startsWith('.ha-lab') && !file.includes('node_modules'))
      return `${file}:${match[2]}:${match[3]}`;
  }
  return undefined;
}

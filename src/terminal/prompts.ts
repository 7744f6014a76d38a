// The one module that imports clack. It asks only where somebody can answer, draws on stderr, and turns a cancelled prompt
// (Ctrl-C, Escape) into an error, because clack hands back a truthy symbol that a caller could take for an answer.
import type { Readable, Writable } from 'node:stream';
import { styleText } from 'node:util';

/** The learner pressed Ctrl-C or Escape. Not a failure: the command ends with exit code 130 and has changed nothing. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  readonly exitCode = 130;

  /** @param sofar what is true of the stack or the folder now */
  constructor(sofar = 'nothing was changed') {
    super(`Cancelled; ${sofar}.`);
  }
}

export interface PromptChoice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

export interface Prompts {
  text(question: {
    message: string;
    help?: string;
    initial: string;
    validate: (raw: string) => string | undefined;
  }): Promise<string>;
  select(question: {
    message: string;
    help?: string;
    choices: readonly PromptChoice[];
    initial: string;
  }): Promise<string>;
  confirm(question: { message: string; help?: string; initial: boolean }): Promise<boolean>;
  intro(text: string): Promise<void>;
  outro(text: string): Promise<void>;
}

export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

type Terminal = { readonly isTTY?: boolean };

/** Whether a prompt can be answered: all three streams are terminals, no CI, and the caller did not say --no-input. */
export function canAsk(
  terminals: { stdin: Terminal; stdout: Terminal; stderr: Terminal },
  options: { noInput: boolean; ci: string | undefined },
): boolean {
  const unattended = options.noInput || (options.ci !== undefined && options.ci !== '' && options.ci !== 'false');
  return (
    !unattended && terminals.stdin.isTTY === true && terminals.stdout.isTTY === true && terminals.stderr.isTTY === true
  );
}

/** Prompts on the given streams. Each throws Cancelled when the learner cancels. */
export async function createPrompts(streams: Streams): Promise<Prompts> {
  const clack = await import('@clack/prompts');
  const io = { input: streams.input, output: withColumns(streams.output) };
  const answered = <Value>(value: Value): Exclude<Value, symbol> => {
    if (typeof value === 'symbol') throw new Cancelled();
    return value as Exclude<Value, symbol>;
  };
  const bar = `${styleText('gray', clack.S_BAR)}  `;
  // Selections put the frame's bar before every line of their message; a text prompt leaves that to the caller.
  const worded = (message: string, help: string | undefined, before = ''): string =>
    [message, help ?? ''].flatMap((text) => linesOf(text, io.output)).join(`\n${before}`);
  return {
    text: async ({ message, help, initial, validate }) =>
      answered(
        await clack.text({
          ...io,
          message: worded(message, help, bar),
          initialValue: initial,
          validate: (raw) => validate(raw ?? ''),
        }),
      ),
    select: async ({ message, help, choices, initial }) =>
      answered(
        await clack.select({
          ...io,
          message: worded(message, help),
          options: choices.map((choice) => ({ ...choice })),
          initialValue: initial,
        }),
      ),
    confirm: async ({ message, help, initial }) =>
      answered(await clack.confirm({ ...io, message: worded(message, help), initialValue: initial })),
    intro: async (text) => clack.intro(text, io),
    outro: async (text) => clack.outro(text, io),
  };
}

/** Lines that stand beside the frame without being broken once more; of nothing, none. */
function linesOf(text: string, output: Writable): readonly string[] {
  const width = ('columns' in output ? Number(output.columns) : 80) - 4;
  const lines: string[] = [];
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Some pseudo-terminals report a width of 0, at which clack prints one character per line. */
function withColumns(output: Writable): Writable {
  if ('columns' in output && !output.columns)
    Object.defineProperty(output, 'columns', { value: 80, configurable: true });
  return output;
}

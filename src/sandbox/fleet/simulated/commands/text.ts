// Filters that scripts put behind a pipe: grep, head, tail, cut, tr, wc, sort. Enough for scripts that boot a machine.

import { type Call, type Commands, instant, lastOption, parseOptions, type Result } from './command.js';

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Text of the named files, or what the pipe hands in. */
function source({ machine, input }: Call, names: readonly string[]): string {
  return names.length === 0 ? (input ?? '') : names.map((name) => machine.files[name] ?? '').join('');
}

function pattern(text: string, fixed: boolean, ignoreCase: boolean): RegExp | undefined {
  const body = fixed ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : text.replace(/\\\|/g, '|');
  try {
    return new RegExp(body, ignoreCase ? 'i' : '');
  } catch {
    return undefined;
  }
}

function grep(call: Call): Result {
  const { options, rest } = parseOptions(call.words.slice(1), new Set(['-e', '-m', '-A', '-B', '-C']));
  const given = options['-e']?.[0] ?? rest[0] ?? '';
  const names = options['-e'] === undefined ? rest.slice(1) : rest;
  const regexp = pattern(given, options['-F'] !== undefined, options['-i'] !== undefined);
  if (regexp === undefined) return { status: 2, error: `grep: ${given}: not a regular expression` };
  const inverted = options['-v'] !== undefined;
  const found = linesOf(source(call, names)).filter((line) => regexp.test(line) !== inverted);
  const status = found.length > 0 ? 0 : 1;
  if (options['-q'] !== undefined) return { status };
  if (options['-c'] !== undefined) return { status, output: `${found.length}\n` };
  if (options['-o'] !== undefined) return { status, output: joined(found.map((line) => regexp.exec(line)?.[0] ?? '')) };
  return { status, output: joined(found) };
}

function ends(call: Call): Result {
  const parsed = parseOptions(call.words.slice(1), new Set(['-n', '-c']));
  const count = Number(lastOption(parsed, '-n', '-c') ?? 10);
  const bytes = parsed.options['-c'] !== undefined;
  const text = source(call, parsed.rest);
  const head = call.words[0] === 'head';
  if (bytes) return { status: 0, output: head ? text.slice(0, count) : text.slice(-count) };
  const lines = linesOf(text);
  return { status: 0, output: joined(head ? lines.slice(0, count) : lines.slice(-count)) };
}

function cut(call: Call): Result {
  const parsed = parseOptions(call.words.slice(1), new Set(['-d', '-f', '-c']));
  const fields = lastOption(parsed, '-f');
  const [from = 1, to = from] = (fields ?? lastOption(parsed, '-c') ?? '1')
    .split('-')
    .map((part) => Number(part) || undefined);
  const delimiter = lastOption(parsed, '-d') ?? '\t';
  const last = (fields ?? lastOption(parsed, '-c') ?? '').endsWith('-') ? undefined : to;
  const lines = linesOf(source(call, parsed.rest)).map((line) =>
    fields === undefined
      ? line.slice(from - 1, last)
      : line
          .split(delimiter)
          .slice(from - 1, last)
          .join(delimiter),
  );
  return { status: 0, output: joined(lines) };
}

function tr({ words, input }: Call): Result {
  const text = input ?? '';
  const set = (word = ''): string =>
    word.replace(/\\n/g, '\n').replace(/([a-zA-Z0-9])-([a-zA-Z0-9])/g, (_, from: string, to: string) => {
      const length = to.charCodeAt(0) - from.charCodeAt(0) + 1;
      return Array.from({ length }, (__, index) => String.fromCharCode(from.charCodeAt(0) + index)).join('');
    });
  if (words[1] === '-d') {
    const gone = set(words[2]);
    return { status: 0, output: [...text].filter((char) => !gone.includes(char)).join('') };
  }
  const from = set(words[1]);
  const to = set(words[2]);
  const output = [...text].map((char) => {
    const at = from.indexOf(char);
    return at < 0 ? char : (to[Math.min(at, to.length - 1)] ?? '');
  });
  return { status: 0, output: output.join('') };
}

function wc(call: Call): Result {
  const { options, rest } = parseOptions(call.words.slice(1), new Set());
  const text = source(call, rest);
  const lines = text.split('\n').length - 1;
  const words = text.split(/\s+/).filter((word) => word !== '').length;
  if (options['-l'] !== undefined) return { status: 0, output: `${lines}\n` };
  if (options['-w'] !== undefined) return { status: 0, output: `${words}\n` };
  if (options['-c'] !== undefined) return { status: 0, output: `${text.length}\n` };
  return { status: 0, output: `${lines} ${words} ${text.length}\n` };
}

function sort(call: Call): Result {
  const lines = linesOf(
    source(
      call,
      call.words.slice(1).filter((word) => !word.startsWith('-')),
    ),
  ).sort();
  return { status: 0, output: joined(call.words.includes('-u') ? [...new Set(lines)] : lines) };
}

/** `sed s/a/b/`, the form that scripts use most. */
function sed(call: Call): Result {
  const { options, rest } = parseOptions(call.words.slice(1), new Set(['-e']));
  const program = options['-e']?.[0] ?? rest[0] ?? '';
  const names = options['-e'] === undefined ? rest.slice(1) : rest;
  const found = /^s(.)(.*?)\1(.*?)\1(g?)$/.exec(program);
  if (found === null) return { status: 1, error: `sed: ${program}: the simulated machine knows only s/old/new/` };
  const regexp = pattern(found[2] ?? '', false, false);
  if (regexp === undefined) return { status: 1, error: `sed: ${program}: not a regular expression` };
  const replace = new RegExp(regexp.source, found[4] ?? '');
  const edit = (text: string): string =>
    joined(linesOf(text).map((line) => line.replace(replace, (found[3] ?? '').replace(/\\(\d)/g, '$$$1'))));
  if (options['-i'] === undefined) return { status: 0, output: edit(source(call, names)) };
  for (const name of names) call.machine.files[name] = edit(call.machine.files[name] ?? '');
  return { status: 0 };
}

export const TEXT: Commands = {
  grep: instant(grep),
  egrep: instant(grep),
  head: instant(ends),
  tail: instant(ends),
  cut: instant(cut),
  tr: instant(tr),
  wc: instant(wc),
  sort: instant(sort),
  sed: instant(sed),
};

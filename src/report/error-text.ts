// An error as a terminal shows it: what is wrong, and the next steps below each other. A command stays on one line, so that it can be copied. Pure.

import { indented, wrapWords } from './table.js';

export interface ShownError {
  readonly message: string;
  /** A file and its line, where the message does not name it already. */
  readonly place?: string;
  /** `ha-lab break hang   freezes the app …`: a command, three spaces, what it does; or a sentence. */
  readonly suggestions: readonly string[];
}

/** @param width of the terminal; absent: no terminal, where lines stay whole for whoever searches them */
export function errorText({ message, place, suggestions }: ShownError, width?: number): string {
  const at = place === undefined ? [] : [`  at ${place}`];
  if (width === undefined) return [message, ...at, ...suggestions.map((line) => `${ARROW}${line}`)].join('\n');
  const said = message.split('\n').flatMap((line) => {
    const [, indent = '', words = ''] = /^(\s*)(.*)$/s.exec(line) ?? [];
    return indented(indent, words, width);
  });
  return [...said, ...at, ...stepLines(suggestions, width)].join('\n');
}

const ARROW = '  → ';

function stepLines(suggestions: readonly string[], width: number): readonly string[] {
  const steps = suggestions.map((line) => /^(\S.*?) {3,}(\S.*)$/s.exec(line)?.slice(1) ?? [line]);
  const commands = steps.flatMap(([command = '', says]) => (says === undefined ? [] : [command.length]));
  const column = Math.min(Math.max(0, ...commands), Math.floor(width / 2));
  return steps.flatMap(([command = '', says]) => {
    if (says === undefined) return isCommand(command) ? [`${ARROW}${command}`] : indented(ARROW, command, width);
    const label = `${ARROW}${command.padEnd(column)}  `;
    if (command.length <= column) return indented(label, says, width);
    const below = ' '.repeat(ARROW.length + 2);
    return [`${ARROW}${command}`, ...wrapWords(says, width - below.length).map((line) => `${below}${line}`)];
  });
}

const isCommand = (line: string): boolean => /^(ha-lab|aws|--)\b/.test(line) || line.startsWith('--');

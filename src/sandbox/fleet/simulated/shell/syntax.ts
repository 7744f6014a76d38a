// The part of bash that a simulated machine understands, as data. What is not in here is refused by name with its line.

export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean; readonly instead?: Instead }
  | { readonly kind: 'sum'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'command'; readonly body: Node; readonly quoted: boolean }
  /** After compilation: the output of a command that ran before, kept in a slot. */
  | { readonly kind: 'captured'; readonly slot: number; readonly quoted: boolean };

/** `${name:-word}` and its relatives. */
export interface Instead {
  readonly operator: '-' | '=' | '+' | '?' | '#' | '##' | '%' | '%%';
  readonly alsoWhenEmpty: boolean;
  readonly word: string;
}

export type Word = readonly Part[];

export interface Redirect {
  readonly kind: '>' | '>>' | '<' | 'text';
  readonly stream: 0 | 1 | 2 | 12;
  readonly target: Word;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

interface At {
  readonly line: number;
}

export type Node =
  | (At & {
      readonly kind: 'simple';
      readonly text: string;
      readonly assignments: readonly Assignment[];
      readonly words: readonly Word[];
      readonly redirects: readonly Redirect[];
    })
  | (At & { readonly kind: 'list'; readonly items: readonly Node[] })
  | (At & { readonly kind: 'pipe'; readonly items: readonly Node[]; readonly text: string })
  | (At & { readonly kind: 'and' | 'or'; readonly left: Node; readonly right: Node })
  | (At & { readonly kind: 'not'; readonly body: Node })
  | (At & { readonly kind: 'background'; readonly body: Node; readonly text: string })
  | (At & { readonly kind: 'if'; readonly condition: Node; readonly yes: Node; readonly no?: Node })
  | (At & { readonly kind: 'while'; readonly until: boolean; readonly condition: Node; readonly body: Node })
  | (At & { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: Node })
  | (At & { readonly kind: 'function'; readonly name: string; readonly body: Node });

/** The script holds something that is no bash, or none that is understood here. */
export class ShellSyntaxError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(`line ${line}: ${message}`);
  }
}

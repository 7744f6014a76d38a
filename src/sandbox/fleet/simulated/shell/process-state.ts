// A running shell script as plain data: the text it came from, the place in the compiled steps, variables and what it is waiting for.

export type Purpose =
  | { readonly kind: 'user-data' }
  | { readonly kind: 'command'; readonly commandId: string }
  | { readonly kind: 'background' };

/** A command under way. What it will do is decided when it ends, from the same words. */
export interface Running {
  readonly words: readonly string[];
  readonly input: string | null;
  readonly line: number;
  readonly text: string;
  readonly startedAt: number;
  /** Whole milliseconds; NEVER: until it is ended from outside. */
  until: number;
  /** Busy threads while it runs. */
  readonly threads: number;
  /** Sequence of its timer. */
  readonly timer: number;
  /** It goes wrong in a way that was settled at the start, and takes until then to notice. */
  readonly failure?: { readonly status: number; readonly error: string };
  /** Where its output goes. */
  readonly toFile?: string;
  readonly append?: boolean;
  readonly silenced?: boolean;
  /** Pid of a child that must end first. */
  readonly child?: number;
}

export interface Frame {
  readonly returnTo: number;
  readonly arguments: readonly string[];
  /** Called inside a condition: `set -e` does not apply. */
  readonly unchecked: boolean;
}

export interface Process {
  readonly pid: number;
  readonly purpose: Purpose;
  readonly script: string;
  place: number;
  readonly variables: Record<string, string>;
  arguments: readonly string[];
  readonly frames: Frame[];
  /** Place of each function's first step. */
  readonly functions: Record<string, number>;
  readonly loops: Record<string, { readonly items: readonly string[]; index: number }>;
  /** Output of command substitutions and pipes that are being collected, innermost last. */
  readonly captures: string[];
  input: string | null;
  pipeStatuses: number[];
  status: number;
  exitOnError: boolean;
  failOnUnset: boolean;
  pipeFail: boolean;
  trace: boolean;
  /** Loop turns without any time passing; a script that only turns is a busy loop. */
  idleTurns: number;
  lastBackgroundPid: number;
  running?: Running;
  /** For a command: what goes back to its sender. */
  output: string;
  error: string;
}

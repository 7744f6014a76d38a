// One thing that the doctor looks at: how it is, and what to do where it is not well.

export interface Check {
  readonly name: string;
  /** `absent`: not there, and needed only for what `forWhat` says. */
  readonly state: 'ok' | 'absent' | 'problem';
  /** What was found: a version, a path, a count. Secrets are masked. */
  readonly said: string;
  /** What needs it; absent: everything. */
  readonly forWhat?: string;
  /** What to do, as it is typed where it is a command. */
  readonly todo?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** `AKIA…4F2C`: enough to tell two keys apart, and useless to anybody else. */
export function masked(secret: string): string {
  return secret.length <= 8 ? '…' : `${secret.slice(0, 4)}…${secret.slice(-4)}`;
}

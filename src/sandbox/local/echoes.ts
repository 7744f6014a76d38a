// What an application answered a moment ago, for those whose requests are not made: they get the same answer, after the same time.

/** An answer of before that says nothing of now. Host milliseconds. */
const FRESH_MS = 100;

export interface Echo {
  readonly statusCode: number;
  /** Host milliseconds from the request to the end of its answer. */
  readonly tookMs: number;
}

export class Echoes {
  private readonly newest = new Map<string, Echo & { readonly at: number }>();

  /** @param now host milliseconds. */
  note(path: string, echo: Echo, now: number): void {
    this.newest.set(path, { ...echo, at: now });
  }

  /** Undefined: nobody has asked for this page just now, so that it has to be asked for. */
  of(path: string, now: number): Echo | undefined {
    const echo = this.newest.get(path);
    return echo !== undefined && now - echo.at <= FRESH_MS ? echo : undefined;
  }

  /** Something happened to the application: what it said before does not count any more. */
  clear(): void {
    this.newest.clear();
  }
}

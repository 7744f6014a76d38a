// What the load generator is told: where, what, how much, for how long. Plain data, as it lies in a file. Times are the account's
// milliseconds: where a served sandbox stands in for the account and its clock goes at ×20, a second here is 50 ms of this computer's.

/** From `atMs` after the start linearly to the next entry; the last one holds. */
export type Ramp = readonly { readonly atMs: number; readonly count: number }[];
export type Rates = readonly { readonly atMs: number; readonly perSecond: number }[];

/** Users who ask, wait for the answer, think, and ask again. */
export interface ClosedLoop {
  readonly kind: 'closed';
  readonly users: Ramp;
  readonly thinkMs: { readonly low: number; readonly high: number };
  /** Each asks a single time: nobody would have asked while waiting. */
  readonly once?: true;
}

/** Requests at a rate, whatever the answers, at random as from very many people (Poisson). */
export interface OpenLoop {
  readonly kind: 'open';
  readonly arrivals: Rates;
  /** With so many requests open a further one is not sent, and counted (`not-sent`). */
  readonly mostOpen: number;
}

/** Whose time it is: this computer's, off by so much and at its pace, or that of a sandbox that is served there. */
export type ClockPlan =
  | { readonly kind: 'host'; readonly aheadMs: number }
  | { readonly kind: 'stand-in'; readonly url: string };

export interface LoadPlan {
  /** Unique: another run under the same name ends this one. */
  readonly run: string;
  readonly name: string;
  /** Origin that is connected to, `http://name` or `http://127.0.0.1:8080`. */
  readonly url: string;
  /** As the requests name the host; absent: as in the address. */
  readonly host?: string;
  readonly path: string;
  /** The same seed sends at the same instants, as far as the answers allow. */
  readonly seed: string;
  /** A user gives up after this long. */
  readonly patienceMs: number;
  /** Connections at a time; whoever finds none free waits for one, and that counts. */
  readonly mostConnections: number;
  /** Absent: until stopped. */
  readonly durationMs?: number;
  readonly loop: ClosedLoop | OpenLoop;
  readonly clock: ClockPlan;
}

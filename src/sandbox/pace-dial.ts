// How fast a sandbox's clock goes: read by whoever asks, turned by whoever may, followed by the clock of the process that holds it.

import { LabError } from '../errors.js';

export interface Pace {
  /** Virtual seconds per second of the host; 0: the clock stands still. */
  readonly speed: number;
  /** Before each answer to an AWS client the clock runs until nothing is in transition. */
  readonly instant: boolean;
}

/** Virtual seconds per second; more than this no machine keeps up with. */
export const FASTEST = 100_000;

export class PaceDial implements Pace {
  private current: number;
  private follower: ((speed: number) => void) | undefined;
  readonly instant: boolean;

  constructor({ speed, instant }: Pace = { speed: 0, instant: false }) {
    this.current = speed;
    this.instant = instant;
  }

  get speed(): number {
    return this.current;
  }

  /** Lets a clock follow from now on. Answers how it is let go; without one the dial cannot be turned. */
  follow(follower: (speed: number) => void): () => void {
    this.follower = follower;
    follower(this.current);
    return () => {
      this.follower = undefined;
    };
  }

  /** Throws REFUSED where no clock follows. @param speed virtual seconds per second, 0 to `FASTEST` */
  turn(speed: number): void {
    if (this.instant) throw runsByItself();
    if (this.follower === undefined) throw nobodyFollows();
    this.current = speed;
    this.follower(speed);
  }
}

function runsByItself(): LabError {
  return new LabError('REFUSED', 'This sandbox is served with --speed instant: its clock runs before each answer.', {
    suggestions: ['Serve it again with a clock that goes: ha-lab sandbox serve --speed 60'],
    exitCode: 2,
  });
}

function nobodyFollows(): LabError {
  return new LabError('REFUSED', 'This sandbox’s clock stands still between commands: no process lets it run.', {
    suggestions: [
      'Let it run: ha-lab sandbox serve --speed 60, or ha-lab status --watch',
      'Let a length of time pass: ha-lab sandbox advance 5m',
    ],
    exitCode: 2,
  });
}

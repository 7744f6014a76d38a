// The present course of a workbook's sandbox, open in this process; how to go from it to the past or into a fork, and go on from there.

import { join } from 'node:path';
import { LabError } from '../errors.js';
import {
  type BirthCertificate,
  type Keeping,
  Occupants,
  openStored,
  type RewindRequest,
  type Sandbox,
  type StoredSandbox,
} from '../sandbox/index.js';
import { enterFork, finishSwitch, forksIn, goBack, type Switched } from './courses.js';
import { SANDBOX } from './memory.js';

export interface Course {
  /** The same object for as long as this process holds the workbook, whatever world it goes on with. */
  readonly sandbox: Sandbox;
  readonly keeping: Keeping;
  /** What the learner should hear: a log that was mended on opening. */
  readonly notice?: string;
  /** Writes a snapshot if it is time for one; never fails. */
  checkpoint(): void;
  close(): void;
}

/** @param ours the folder `.ha-lab/`, whose lock this process holds. Throws INPUT_LOG_DAMAGED, ENVIRONMENT. */
export function openCourse(ours: string, birth?: Partial<BirthCertificate>): Course {
  const folder = join(ours, SANDBOX);
  finishSwitch(ours);
  let stored: StoredSandbox = openStored(folder, birth);
  const { sandbox, mended } = stored;
  const change = (switchCourse: () => Switched): Switched => {
    stored.close();
    try {
      return switchCourse();
    } finally {
      // After a failure, too: either the present course is still in its place, or the switch is ended now. Never is a new one begun.
      finishSwitch(ours);
      stored = openStored(folder);
      sandbox.become(stored.sandbox);
    }
  };
  return {
    sandbox,
    ...(mended === undefined ? {} : { notice: mendedText(mended) }),
    keeping: {
      kept: () => ({ ...stored.size(), forks: forksIn(ours) }),
      keepClock: () => stored.keepClock(),
      occupants: new Occupants(),
      rewind: (request) => {
        const { kept, restored } = change(switchFor(ours, sandbox, request));
        return { kept, restored, now: sandbox.now, events: sandbox.journal.length };
      },
    },
    checkpoint: () => stored.checkpoint(),
    close: () => stored.close(),
  };
}

/** The switch that was asked for, to be carried out once the sandbox is closed. Throws UNKNOWN_TARGET before anything is done. */
function switchFor(ours: string, sandbox: Sandbox, request: RewindRequest): () => Switched {
  const leaving = { at: sandbox.now, events: sandbox.journal.length };
  if ('fork' in request) return () => enterFork(ours, request.fork, leaving);
  const to = pastInstant(sandbox, request);
  return () => goBack(ours, to, { ...leaving, leftAt: to });
}

function mendedText({ asideBytes, aside }: NonNullable<StoredSandbox['mended']>): string {
  return (
    'The last line of the input log had been cut short, by a crash while it was written; its caller was never told that it was ' +
    `done. The ${asideBytes} bytes lie in ${aside}`
  );
}

/** Throws UNKNOWN_TARGET for what is no past. */
function pastInstant({ now, startedAt, journal }: Sandbox, request: Exclude<RewindRequest, { readonly fork: string }>) {
  const entry = 'event' in request ? journal[request.event] : undefined;
  if ('event' in request && entry === undefined) {
    throw notThePast(`There is no event ${request.event}; the journal has ${journal.length}, from 0 on.`);
  }
  // What is emitted at an instant belongs to it: the moment before is the last one without the event.
  const to = 'to' in request ? request.to : Math.max(startedAt, (entry?.at ?? now) - 1);
  if (to < startedAt) {
    const begun = new Date(startedAt).toISOString();
    throw notThePast(
      `That is before the sandbox began, at ${begun}.`,
      `To its beginning: ha-lab sandbox rewind ${begun}`,
    );
  }
  if (to >= now)
    throw notThePast(`The sandbox’s clock stands at ${new Date(now).toISOString()}; that is not the past.`);
  return to;
}

function notThePast(message: string, way = 'Forwards: ha-lab sandbox advance 5m'): LabError {
  return new LabError('UNKNOWN_TARGET', message, {
    suggestions: ['ha-lab sandbox status   shows the clock', way],
    exitCode: 2,
  });
}

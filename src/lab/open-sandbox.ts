// Opens the workbook's sandbox: as its holder, in process, serving everyone else; or as a guest of the process that holds it.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../errors.js';
import {
  type BirthCertificate,
  type HttpEndpoint,
  handlerOf,
  localControl,
  PaceDial,
  pipelineOf,
  type Sandbox,
  type SandboxControl,
  type ServeOptions,
  serve,
  settling,
} from '../sandbox/index.js';
import type { Reach } from './clients.js';
import { finishSwitch } from './courses.js';
import { type HeldLock, type Holder, isHeld, lives, readHolder, takeLock } from './lock.js';
import { SANDBOX } from './memory.js';
import { type Course, openCourse } from './open-course.js';
import { remoteControl } from './remote-control.js';
import { ensureOurs, type Workbook } from './workbook.js';

export interface OpenSandbox {
  readonly reach: Reach;
  readonly control: SandboxControl;
  readonly region: string;
  /** What the learner should hear: a log that was mended on opening. */
  readonly notice?: string;
  /** Present when this process holds the world. */
  readonly held?: {
    readonly sandbox: Sandbox;
    readonly dial: PaceDial;
    readonly endpoint: HttpEndpoint;
    readonly pipeline: ReturnType<typeof pipelineOf>;
    /** Writes a snapshot if it is time for one; never fails. For whoever moves the clock without a call. */
    readonly checkpoint: () => void;
    /** Keeps how far the clock came. Throws ENVIRONMENT. */
    readonly keepClock: () => void;
  };
  /** Keeps what happened and lets go. Safe to call twice. */
  close(): Promise<void>;
}

export interface OpenOptions extends ServeOptions {
  /** For a world that is made now. One that is there keeps its own; only its account is compared. */
  readonly birth?: Partial<BirthCertificate>;
  /** How the clock goes while this process holds the sandbox; still unless told. */
  readonly pace?: PaceDial;
}

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 50;

/** Where the sandbox of a workbook lies on disk. */
export function sandboxFolder(workbook: Workbook): string {
  return join(workbook.ours, SANDBOX);
}

function lockFile(workbook: Workbook): string {
  return join(ensureOurs(workbook), 'lock.json');
}

/** Throws WORKBOOK_BUSY when another process holds the workbook and does not serve it in time, REFUSED for another account than its own. */
export async function openSandbox(workbook: Workbook, options: OpenOptions = {}): Promise<OpenSandbox> {
  const file = lockFile(workbook);
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const result = takeLock(file);
    if (isHeld(result)) return hold(workbook, result, options);
    if (result.url !== undefined) {
      const guest = await visit(result.url);
      if (guest !== undefined) return guest;
    }
    if (performance.now() > deadline) throw silent(result, file);
    await sleep(LOOK_EVERY_MS);
  }
}

async function hold(workbook: Workbook, lock: HeldLock, options: OpenOptions): Promise<OpenSandbox> {
  const course = openCourseOrRelease(workbook, lock, options);
  const { sandbox, keeping } = course;
  const changed = (): void => course.checkpoint();
  const dial = options.pace ?? new PaceDial();
  const pipeline = pipelineOf(sandbox, {
    changed,
    ...(dial.instant ? { before: settling(sandbox, keeping.keepClock) } : {}),
    ...(options.log === undefined ? {} : { log: options.log }),
  });
  const control = localControl(sandbox, dial, changed, keeping);
  const endpoint = await serve(sandbox, pipeline, control, options).catch((error: unknown) => {
    course.close();
    lock.release();
    throw cannotListen(options, error);
  });
  lock.announce(endpoint.url);
  let open = true;
  return {
    reach: { kind: 'in-process', requestHandler: handlerOf(pipeline) },
    control,
    region: sandbox.region,
    ...(course.notice === undefined ? {} : { notice: course.notice }),
    held: { dial, sandbox, endpoint, pipeline, checkpoint: changed, keepClock: keeping.keepClock },
    close: async () => {
      if (!open) return;
      open = false;
      keeping.occupants.sendAway();
      await endpoint.stop();
      try {
        course.close();
      } finally {
        lock.release();
      }
    },
  };
}

function openCourseOrRelease({ ours }: Workbook, lock: HeldLock, { birth }: OpenOptions): Course {
  try {
    const course = openCourse(ours, birth);
    const { accountId } = course.sandbox;
    if (birth?.accountId === undefined || birth.accountId === accountId) return course;
    course.close();
    throw otherAccount(accountId);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Carries out work that a rewind must not get under. @param by the command, for whoever is refused meanwhile. */
export async function atWork<Result>(
  control: SandboxControl,
  by: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const done = new AbortController();
  void control.occupy(by, done.signal);
  try {
    return await work();
  } finally {
    done.abort();
  }
}

/** The sandbox that another process serves at this moment; undefined when nobody does. Touches nothing. */
export async function visitSandbox(workbook: Workbook): Promise<OpenSandbox | undefined> {
  const holder = readHolder(join(workbook.ours, 'lock.json'));
  return holder?.url === undefined || !lives(holder) ? undefined : visit(holder.url);
}

/** Work on the sandbox's files themselves, while nobody has it open. Throws WORKBOOK_BUSY when somebody does. */
export function withSandboxClosed<Result>(workbook: Workbook, work: () => Result): Result {
  const lock = takeLock(lockFile(workbook));
  if (!isHeld(lock)) throw inUse(lock);
  try {
    finishSwitch(workbook.ours);
    return work();
  } finally {
    lock.release();
  }
}

/** Undefined when nobody answers there any more. */
async function visit(url: string): Promise<OpenSandbox | undefined> {
  const control = remoteControl(url);
  try {
    const { region } = await control.status();
    return { reach: { kind: 'endpoint', url }, control, region, close: async () => {} };
  } catch {
    return undefined;
  }
}

function silent({ pid }: Holder, file: string): LabError {
  return new LabError('WORKBOOK_BUSY', `Process ${pid} holds this workbook and does not answer.`, {
    suggestions: [
      `Look what it is: ps -p ${pid}`,
      'A ha-lab that was suspended with Ctrl-Z: bring it back with fg, or end it; nothing is lost',
      `Something else (the number was used again after a crash): rm ${file}`,
    ],
    ref: file,
    exitCode: 5,
  });
}

/** An account's number stands in every ARN that was ever handed out: a world keeps the one it was born with. */
function otherAccount(accountId: string): LabError {
  return new LabError('REFUSED', `This workbook’s sandbox is the account ${accountId}, and stays it.`, {
    suggestions: [
      'Go on with it: leave --account out',
      'A new sandbox here, the old one set aside: ha-lab sandbox reset, then serve again',
    ],
    exitCode: 2,
  });
}

function inUse({ pid, url }: Holder): LabError {
  return new LabError(
    'WORKBOOK_BUSY',
    `Process ${pid} has this sandbox open${url === undefined ? '' : `, at ${url}`}.`,
    {
      suggestions: ['End it in its own terminal (Ctrl-C keeps everything), then run the same command again'],
      exitCode: 2,
    },
  );
}

function cannotListen({ port, host }: OpenOptions, error: unknown): LabError {
  const why = error instanceof Error ? error.message : String(error);
  const place = `${host === undefined ? '' : `address ${host}, `}port ${port ?? 0}`;
  return new LabError('ENVIRONMENT', `The sandbox cannot listen on ${place}: ${why}`, {
    suggestions: ['Choose another port: ha-lab sandbox serve --port 4567', 'Any free port: ha-lab sandbox serve'],
    exitCode: 5,
  });
}

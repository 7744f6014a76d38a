// Opens the workbook's sandbox: as its holder, in process, serving everyone else; or as a guest of the process that holds it.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../errors.js';
import {
  type BirthCertificate,
  type HttpEndpoint,
  handlerOf,
  type LogLine,
  localControl,
  openStored,
  pipelineOf,
  type Sandbox,
  type SandboxControl,
  type StoredSandbox,
  serve,
} from '../sandbox/index.js';
import type { Reach } from './clients.js';
import { type HeldLock, type Holder, isAlive, isHeld, readHolder, takeLock } from './lock.js';
import { remoteControl } from './remote-control.js';
import { ensureOurs, type Workbook } from './workbook.js';

export interface OpenSandbox {
  readonly reach: Reach;
  readonly control: SandboxControl;
  readonly region: string;
  /** Present when this process holds the world. */
  readonly held?: {
    readonly sandbox: Sandbox;
    readonly endpoint: HttpEndpoint;
    readonly pipeline: ReturnType<typeof pipelineOf>;
    /** Keeps how far the clock came; for whoever moves it without a call. */
    readonly checkpoint: () => void;
  };
  /** Keeps what happened and lets go. Safe to call twice. */
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly birth?: Partial<BirthCertificate>;
  readonly port?: number;
  readonly log?: (line: LogLine) => void;
  /** Virtual seconds per host second; for `status` of guests. */
  readonly speed?: () => number;
}

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 50;

/** Where the sandbox of a workbook lies on disk. */
export function sandboxFolder(workbook: Workbook): string {
  return join(workbook.ours, 'sandbox');
}

function lockFile(workbook: Workbook): string {
  return join(ensureOurs(workbook), 'lock.json');
}

/** Throws WORKBOOK_BUSY when another process holds the workbook and does not serve it in time. */
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
  let stored: StoredSandbox;
  try {
    stored = openStored(sandboxFolder(workbook), options.birth);
  } catch (error) {
    lock.release();
    throw error;
  }
  const { sandbox } = stored;
  const changed = (): void => stored.checkpoint();
  const pipeline = pipelineOf(sandbox, { changed, ...(options.log === undefined ? {} : { log: options.log }) });
  const control = localControl(sandbox, options.speed ?? (() => 0), changed);
  const endpoint = await serve(sandbox, pipeline, control, {
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.log === undefined ? {} : { log: options.log }),
  }).catch((error: unknown) => {
    lock.release();
    throw portTaken(options.port, error);
  });
  lock.announce(endpoint.url);
  let open = true;
  return {
    reach: { kind: 'in-process', requestHandler: handlerOf(pipeline) },
    control,
    region: sandbox.region,
    held: { sandbox, endpoint, pipeline, checkpoint: changed },
    close: async () => {
      if (!open) return;
      open = false;
      await endpoint.stop();
      stored.close();
      lock.release();
    },
  };
}

/** The sandbox that another process serves at this moment; undefined when nobody does. Touches nothing. */
export async function visitSandbox(workbook: Workbook): Promise<OpenSandbox | undefined> {
  const holder = readHolder(join(workbook.ours, 'lock.json'));
  return holder?.url === undefined || !isAlive(holder.pid) ? undefined : visit(holder.url);
}

/** Work on the sandbox's files themselves, while nobody has it open. Throws WORKBOOK_BUSY when somebody does. */
export function withSandboxClosed<Result>(workbook: Workbook, work: () => Result): Result {
  const lock = takeLock(lockFile(workbook));
  if (!isHeld(lock)) throw inUse(lock);
  try {
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

function portTaken(port: number | undefined, error: unknown): LabError {
  const why = error instanceof Error ? error.message : String(error);
  return new LabError('ENVIRONMENT', `The sandbox cannot listen on port ${port ?? 0}: ${why}`, {
    suggestions: ['Choose another port: ha-lab sandbox serve --port 4567', 'Any free port: ha-lab sandbox serve'],
    exitCode: 5,
  });
}

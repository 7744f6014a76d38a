// Carries out many claims on several threads. Claims of one seed go to one thread, which has that seed's stack deployed already.

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PACKAGE_ROOT } from '../../package-root.js';
import type { Claim, Finding } from './claim.js';
import type { Workshop } from './workshop.js';

/** A thread starts from a built file, also when the sources run. */
const WORKER = join(PACKAGE_ROOT, 'dist', 'lesson', 'prove', 'worker.js');

export interface CrewOptions {
  readonly workshop: Workshop;
  /** Threads; at least one. */
  readonly hands: number;
  readonly onFinding: (finding: Finding) => void;
  readonly signal: AbortSignal;
}

export type ToWorker = Claim;
export type FromWorker = { readonly finding: Finding } | { readonly failed: string };

/** In no particular order; those that were under way when the signal came are left out. Rejects when a thread fails: our bug. */
export async function carryOutAll(claims: readonly Claim[], options: CrewOptions): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const onFinding = (finding: Finding): void => {
    found.push(finding);
    options.onFinding(finding);
  };
  const left = [...claims];
  const hands = Math.max(1, Math.min(options.hands, claims.length));
  await Promise.all(Array.from({ length: hands }, (_, hand) => work(hand, left, { ...options, hands, onFinding })));
  return found;
}

/** One thread: takes the first claim that is left, one of its own seeds if there is any. */
function work(hand: number, left: Claim[], { workshop, hands, onFinding, signal }: CrewOptions): Promise<void> {
  const worker = new Worker(WORKER, {
    workerData: { workshop, name: `hand-${hand}` },
  });
  const next = (): Claim | undefined => {
    if (signal.aborted || left.length === 0) return undefined;
    const [{ lesson = '' } = {}] = left;
    const own = left.findIndex((claim) => claim.lesson === lesson && ownerOf(claim.seed, hands) === hand);
    return left.splice(Math.max(0, own), 1)[0];
  };
  return new Promise<void>((resolve, reject) => {
    const end = (failure?: Error): void => {
      signal.removeEventListener('abort', stop);
      void worker.terminate().then(() => (failure === undefined ? resolve() : reject(failure)));
    };
    const stop = (): void => end();
    const give = (): void => {
      const claim = next();
      if (claim === undefined) end();
      else worker.postMessage(claim satisfies ToWorker);
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: FromWorker) => {
      if ('failed' in message) return end(new Error(message.failed));
      onFinding(message.finding);
      give();
    });
    worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
    give();
  });
}

/** Which thread a seed belongs to. */
function ownerOf(seed: string, hands: number): number {
  return [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 0) % hands;
}

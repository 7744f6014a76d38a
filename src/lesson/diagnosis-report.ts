// What became of a diagnosis: how long it took to name the fault and to mend it, what was tried on the way, and whether the budget was held. Pure.

import type { Act } from './lesson.js';
import type { Played } from './play.js';
import { lengthMs } from './schema.js';
import { type Result, worst } from './verdict.js';

/** An option that was chosen. */
export interface Tried {
  readonly text: string;
  readonly right: boolean;
  /** Why it is so, or not so. */
  readonly because: string;
}

export interface DiagnosisReport {
  /** The cause in the words of its option. */
  readonly fault: string;
  /** Seconds of the lab's time from the fault on. */
  readonly calledAfter: number;
  readonly namedAfter: number;
  readonly remediedAfter: number;
  /** The learner's own time; absent: nobody was asked. */
  readonly thoughtSeconds?: number;
  /** In order; the last one is right. */
  readonly causes: readonly Tried[];
  readonly proofs: readonly Tried[];
  readonly remedy: Tried;
  /** Where the remedy was not right: one that is. */
  readonly cure?: Tried;
  readonly restored: Restored;
}

export interface Restored {
  readonly result: Result;
  /** Seconds from the remedy until everything that counts from it had come true; absent: it did not. */
  readonly afterSeconds?: number;
  readonly budgetSeconds: number;
}

/** Undefined: the act asks for none, or it did not come to it. */
export function diagnosisReport(
  { diagnosis, expectations }: Act,
  { diagnosis: found, verdicts }: Pick<Played, 'diagnosis' | 'verdicts'>,
): DiagnosisReport | undefined {
  if (diagnosis === undefined || found === undefined) return undefined;
  const { fault, faultAt, causes, proofs, thoughtSeconds } = found;
  const { cause, proof, remedy } = diagnosis;
  const after = (at: number): number => (at - faultAt) / 1_000;
  const chosen = triedOf(remedy.options, ({ cures }) => cures.includes(fault));
  const done = chosen([found.remedy])[0] ?? { text: found.remedy, right: false, because: '' };
  const cure = chosen(remedy.options.filter(({ cures }) => cures.includes(fault)).map(({ id }) => id))[0];
  const counted = expectations.filter(({ after: from, that }) => from === diagnosis.id && that !== undefined);
  return {
    fault: cause.options.find(({ id }) => id === fault)?.text ?? fault,
    calledAfter: after(found.calledAt),
    namedAfter: after(found.namedAt),
    remediedAfter: after(found.remediedAt),
    ...(thoughtSeconds === undefined ? {} : { thoughtSeconds }),
    causes: triedOf(cause.options, ({ id }) => id === fault)(causes),
    proofs: triedOf(proof.options, ({ proves }) => proves.includes(fault))(proofs),
    remedy: done,
    ...(done.right || cure === undefined ? {} : { cure }),
    restored: restoredBy(counted, verdicts, found.remediedAt),
  };
}

interface Option {
  readonly id: string;
  readonly text: string;
  readonly right?: string | undefined;
  readonly wrong?: string | undefined;
}

const triedOf =
  <One extends Option>(options: readonly One[], isRight: (one: One) => boolean) =>
  (ids: readonly string[]): readonly Tried[] =>
    ids.flatMap((id) =>
      options
        .filter((one) => one.id === id)
        .map((one) => ({ text: one.text, right: isRight(one), because: (isRight(one) ? one.right : one.wrong) ?? '' })),
    );

function restoredBy(expectations: Act['expectations'], verdicts: Played['verdicts'], remediedAt: number): Restored {
  const judged = expectations.flatMap((one) => {
    const verdict = verdicts.find(({ id }) => id === one.id);
    return verdict === undefined ? [] : [{ ...verdict, stayMs: lengthMs(one.for ?? '0s') }];
  });
  const result = worst(judged);
  // What must stay true for a while has come true that while ago.
  const cameTrue = judged.map(({ decidedAt = 0, stayMs }) => (decidedAt - stayMs - remediedAt) / 1_000);
  return {
    result,
    ...(result === 'held' ? { afterSeconds: Math.max(0, ...cameTrue) } : {}),
    budgetSeconds: Math.max(0, ...expectations.map(({ within }) => lengthMs(within ?? '0s') / 1_000)),
  };
}

// One claim, carried out on stages in memory. The same player and the same judge as for a learner; nothing here decides what is held.

import { expectationReport } from '../act-report.js';
import { drawn, drawnAs } from '../draw.js';
import type { MemoryTheatre } from '../in-memory-theatre.js';
import { type Act, type Lesson, mutated } from '../lesson.js';
import { type Played, type PlayOptions, playAct } from '../play.js';
import type { Mutant } from '../schema.js';
import type { Claim, Finding, Miss } from './claim.js';
import { notHeld } from './not-held.js';
import { triedRemedies } from './remedies.js';
import { restoresAfter } from './restores.js';

export interface Trial {
  readonly lesson: Lesson;
  readonly theatre: MemoryTheatre;
}

/** @param now host milliseconds, for what it took */
export async function carryOut(claim: Claim, written: Trial, now: () => number): Promise<Finding> {
  const startedAt = now();
  const trial = { ...written, lesson: lessonFor(claim, written.lesson) };
  const { misses, seen } = await tried(claim, trial).catch(failed);
  return { claim, proven: misses.length === 0, misses, seen, tookMs: now() - startedAt };
}

/**
 * Which fault comes in which act is chance. Whether a remedy helps depends on an act's own load, settings and deadlines, so it is tried in
 * each; what has to be put right after a fault does not, so its first act stands for all.
 */
function lessonFor({ fault, seed, kind }: Claim, written: Lesson): Lesson {
  if (fault === undefined) return drawn(written, seed);
  const lesson = drawnAs(written, fault);
  return kind === 'remedies' ? lesson : { ...lesson, acts: lesson.acts.slice(0, 1) };
}

export interface Tried {
  readonly misses: readonly Miss[];
  readonly seen: readonly string[];
}

/** A drill that finds no target, a stack that does not become healthy: not proven, like everything that is not seen. */
const failed = (error: unknown): Tried => ({
  misses: [{ act: '', what: `it failed: ${error instanceof Error ? error.message : String(error)}` }],
  seen: [],
});

function tried(claim: Claim, trial: Trial): Promise<Tried> {
  switch (claim.kind) {
    case 'holds':
      return holds(trial);
    case 'idle':
      return idle(trial);
    case 'mutant':
      return mutant(trial, claim.mutant);
    case 'restores':
      return restores(trial);
    case 'remedies':
      return triedRemedies(trial);
  }
}

async function playOne({ theatre, lesson }: Trial, act: Act, options: PlayOptions = {}): Promise<Played> {
  return playAct(act, await theatre.stageFor(act), { abort: lesson.front.abort, ...options });
}

async function holds(trial: Trial): Promise<Tried> {
  const misses: Miss[] = [];
  for (const act of trial.lesson.acts) misses.push(...notHeld(trial.lesson, act, await playOne(trial, act)));
  return { misses, seen: [] };
}

async function idle(trial: Trial): Promise<Tried> {
  const misses: Miss[] = [];
  const seen: string[] = [];
  for (const act of trial.lesson.acts.filter(({ steps }) => steps.length > 0)) {
    const played = await playOne(trial, act, { drill: false });
    const broken = played.verdicts.filter(({ result }) => result !== 'held').map(({ id }) => id);
    if (broken.length === 0) misses.push({ act: act.id, what: 'everything is held although nothing was done' });
    seen.push(...broken);
  }
  return { misses, seen };
}

async function mutant(trial: Trial, index: number): Promise<Tried> {
  const wanted = trial.lesson.front.mutants[index];
  if (wanted === undefined) return { misses: [{ act: '', what: `there is no mutant ${index + 1}` }], seen: [] };
  const lesson = mutated(trial.lesson, wanted);
  const played: { readonly act: Act; readonly played: Played }[] = [];
  for (const act of actsNamed(lesson, wanted)) {
    played.push({ act, played: await playOne({ ...trial, lesson }, act) });
  }
  const all = played.flatMap(({ act, played: one }) =>
    act.expectations
      .filter(({ id }) => wanted.breaks.includes(id))
      .map((expectation) => ({ act, one, report: expectationReport(expectation, one.verdicts) })),
  );
  const broken = all.filter(({ report }) => report.result === 'broken');
  const hinted = broken.filter(({ report }) => report.hint?.includes(wanted.hint) === true);
  const misses = all.map(({ act, one, report }) => ({
    act: act.id,
    what: broken.length === 0 ? 'it should be broken in this world' : `its hint should say “${wanted.hint}”`,
    expectation: report,
    drilledAt: one.history.drilledAt,
  }));
  return { misses: hinted.length > 0 ? [] : misses, seen: broken.map(({ report }) => report.id) };
}

/** The acts whose expectations the mutant names: the others say nothing about it. */
const actsNamed = ({ acts }: Lesson, { breaks }: Mutant): readonly Act[] =>
  acts.filter(({ expectations }) => expectations.some(({ id }) => breaks.includes(id)));

async function restores(trial: Trial): Promise<Tried> {
  const misses: Miss[] = [];
  let events = 0;
  for (const act of trial.lesson.acts) {
    const found = await restoresAfter(act, trial);
    misses.push(...found.misses.map((what) => ({ act: act.id, what })));
    events += found.events;
  }
  return { misses, seen: [`${events} interruptions`] };
}

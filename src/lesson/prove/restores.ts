// Leaving an act: at each event of its run a fork of the world is left at once, and at its end the stack is brought back and begun again.

import { planDeploy } from '../../lab/deploy.js';
import { heal } from '../../lab/drill.js';
import { redeploy } from '../../lab/in-memory.js';
import type { Observation } from '../../lab/observation.js';
import type { MemoryStage, MemoryTheatre } from '../in-memory-theatre.js';
import type { Act, Lesson } from '../lesson.js';
import { arrive, playAct, UNSEEN, type Watcher } from '../play.js';
import { worldOf } from '../stage.js';

export interface Leaving {
  readonly misses: readonly string[];
  /** At how many moments it was left. */
  readonly events: number;
}

export async function restoresAfter(
  act: Act,
  { theatre, lesson }: { readonly theatre: MemoryTheatre; readonly lesson: Lesson },
): Promise<Leaving> {
  const stage = await theatre.stageFor(act);
  const misses: string[] = [];
  let events = 0;
  const leaveHere = async (when: string): Promise<void> => {
    events += 1;
    const left = await leftBehind(act, stage.fork());
    misses.push(...left.map((what) => `left ${when}: ${what}`));
  };
  const played = await playAct(act, stage, { watcher: leavingAtEvents(leaveHere), abort: lesson.front.abort });
  if (played.outcome !== 'gate-shut') misses.push(...(await beginsAgain(act, stage)));
  return { misses, events };
}

/** Calls at the gate, after each deed, and whenever something that an event would tell of has changed. */
function leavingAtEvents(leave: (when: string) => Promise<void>): Watcher {
  let before = '';
  let gate = false;
  return {
    ...UNSEEN,
    gate: async () => {
      if (!gate) await leave('in front of the gate');
      gate = true;
    },
    done: ({ title }) => leave(`after “${title}”`),
    looked: async ({ moments, drilledAt, ended }) => {
      const seen = moments.at(-1)?.seen;
      if (seen === undefined || ended) return;
      const now = eventsIn(seen);
      if (now !== before) await leave(`${Math.round((seen.at - drilledAt) / 1_000)} s after the drill`);
      before = now;
    },
  };
}

/** Two looks between which nothing happened give the same text. */
function eventsIn({ instances, activities, alarmHistory, group }: Observation): string {
  return JSON.stringify([
    instances.map(({ id, state, lifecycle, health, target }) => [id, state, lifecycle, health, target]),
    activities.map(({ id, status }) => [id, status]),
    alarmHistory.length,
    group.desiredCapacity,
  ]);
}

/** What is still there after everything that is open was undone: open drills, users, settings that a deploy would have to put right. */
async function leftBehind(act: Act, stage: MemoryStage): Promise<readonly string[]> {
  try {
    await heal(stage.lab, stage.undoLog, stage.project);
    const now = await afterTheTheatre(act, stage);
    return [...(await stillThere(now)), ...(await stillToPutRight(act, now))];
  } catch (error) {
    return [`it cannot be undone: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** An act that deploys or destroys is put right by its theatre; afterwards everything may have another address. */
async function afterTheTheatre(act: Act, stage: MemoryStage): Promise<MemoryStage> {
  if (!act.steps.some(({ kind }) => kind === 'stack')) return stage;
  await stage.stack.restore();
  return stage.fork();
}

async function stillThere({ lab, undoLog }: MemoryStage): Promise<readonly string[]> {
  const users = (await lab.observe()).users?.active ?? 0;
  return [
    ...undoLog.open().map(({ title }) => `“${title}” is still open`),
    ...(users === 0 ? [] : [`${users} users are still at work`]),
  ];
}

async function stillToPutRight(act: Act, { made, own }: MemoryStage): Promise<readonly string[]> {
  const { plan } = await planDeploy(made.deployment, worldOf(own, act));
  return plan.changes
    .filter(({ action }) => action !== 'no-op')
    .map(({ address, action }) => `a deploy would have to ${action} ${address}`);
}

/** The learner's own settings again, then the act's once more: the way of the second time. */
async function beginsAgain(act: Act, stage: MemoryStage): Promise<readonly string[]> {
  const { made, own } = stage;
  await redeploy(made.deployment, own);
  await redeploy(made.deployment, worldOf(own, act));
  const { open, view } = await arrive(act, stage.fork());
  const missing = view.conditions.filter(({ holds }) => !holds).map(({ that }) => that);
  return open ? [] : [`after it was restored the start gate stayed shut: ${missing.join('; ')}`];
}

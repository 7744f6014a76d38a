// Plays one act on a stage: gate, drill, watch, judge, restore. Headless: whoever wants to see it passes a watcher.

import { heal } from '../lab/drill.js';
import type { Happening } from '../lab/explain/index.js';
import { toldHealed } from '../lab/hidden.js';
import type { LabInstant } from '../lab/observation.js';
import { answerCall, type Diagnosed, KNOWS, type OnCall } from './diagnosis.js';
import { expressionOf } from './expression.js';
import { type Gate, type GateView, passGate } from './gate.js';
import type { History, Moment } from './history.js';
import { judge, newMemory } from './judge.js';
import type { Act } from './lesson.js';
import { LOOK_EVERY_MS, look } from './moment.js';
import { type Condition, lengthMs } from './schema.js';
import { scopeAt } from './scope.js';
import type { Stage } from './stage.js';
import { type Deed, type Drilled, performStep, takeSteps, trafficAct } from './steps.js';
import { storyOfAct } from './story.js';
import type { Verdict } from './verdict.js';

export interface Watcher {
  gate(view: GateView): Promise<void>;
  /** Something was done to the stack. */
  done(deed: Deed): Promise<void>;
  /** After every look; may take its time, the world waits. */
  looked(history: History, verdicts: readonly Verdict[]): Promise<void>;
  /** What was hidden may be told: everything that was done before. */
  revealed?(deeds: readonly Deed[]): void;
}

export const UNSEEN: Watcher = { gate: async () => {}, done: async () => {}, looked: async () => {} };

export type { Deed } from './steps.js';

/** What became of an act. */
export type Outcome = 'judged' | 'gate-shut' | 'interrupted' | 'aborted';

export interface Played {
  readonly act: string;
  readonly outcome: Outcome;
  readonly gate: GateView;
  readonly deeds: readonly Deed[];
  readonly history: History;
  readonly verdicts: readonly Verdict[];
  /** Where the act asks for one. */
  readonly diagnosis?: Diagnosed;
  /** The longest chain of causes that began with what was done, oldest first; absent where nothing followed, and in old recordings. */
  readonly story?: readonly Happening[];
}

/** What a learner may ask for in the middle of a watch; read at every look. */
export interface Controls {
  /** Undo what was done, and go on watching. */
  undoNow: boolean;
  /** Leave everything as it is: what is open stays open, and on disk. */
  detached: boolean;
}

export interface PlayOptions {
  readonly controls?: Controls;
  readonly watcher?: Watcher;
  /** False: everything but the drills; for proofs. */
  readonly drill?: boolean;
  readonly abort?: readonly Condition[];
  readonly signal?: AbortSignal;
  /** True: what was done is followed through the stack's record to its last consequence. Proofs do without. */
  readonly story?: boolean;
  /** Who names a hidden fault; absent: somebody who knows it. */
  readonly onCall?: OnCall;
}

/** Whatever happens, everything that was done is undone before this returns or throws, unless the learner detached. */
export async function playAct(act: Act, stage: Stage, options: PlayOptions = {}): Promise<Played> {
  const { watcher = UNSEEN, signal = new AbortController().signal } = options;
  try {
    const gate = await arrive(act, stage, watcher, signal);
    if (!gate.open) return unplayed(act, gate, signal);
    if (options.drill === false) {
      const { diagnosis: _, ...idle } = act;
      return await watch(idle, stage, gate, nothing(await stage.lab.clock.now()), { ...options, watcher, signal });
    }
    const drilled = await takeSteps(act, stage, watcher.done, signal);
    const played = await watch(act, stage, gate, drilled, { ...options, watcher, signal });
    const story = options.story === true ? await storyOfAct(stage, played.history, gate.view.at) : undefined;
    return { ...played, ...(story === undefined ? {} : { story }) };
  } finally {
    if (options.controls?.detached !== true) await heal(stage.lab, stage.undoLog, stage.project);
  }
}

/** The act's traffic, then its start gate. Whoever calls this undoes what is open afterwards. */
export async function arrive(
  act: Act,
  stage: Stage,
  watcher: Watcher = UNSEEN,
  signal: AbortSignal = new AbortController().signal,
): Promise<Gate> {
  if (act.traffic !== undefined) await performStep(stage, 'traffic', trafficAct(stage.lab, act.traffic));
  return passGate(act, stage.lab, watcher.gate, signal);
}

function unplayed(act: Act, gate: Gate, signal: AbortSignal): Played {
  const history: History = { drilledAt: gate.view.at, roles: {}, moments: [gate.last], ended: true };
  const outcome = signal.aborted ? 'interrupted' : 'gate-shut';
  return { act: act.id, outcome, gate: gate.view, deeds: [], history, verdicts: judge(act, history) };
}

const nothing = (at: LabInstant): Drilled => ({ at, roles: {}, deeds: [], hidden: [] });

async function watch(
  act: Act,
  stage: Stage,
  gate: Gate,
  drilled: Drilled,
  options: Required<Pick<PlayOptions, 'watcher' | 'signal'>> & PlayOptions,
): Promise<Played> {
  const { abort = [], watcher, signal, controls } = options;
  const { lab, creation: made } = stage;
  const deeds = [...drilled.deeds];
  const memory = newMemory(act);
  const moments: Moment[] = [...gate.before, gate.last, await look(lab, drilled.at, act)];
  const creation = made();
  let diagnosed: Diagnosed | undefined;
  const history = (ended: boolean): History => ({
    drilledAt: drilled.at,
    roles: drilled.roles,
    moments,
    ended,
    ...(creation === undefined ? {} : { creation }),
    ...(diagnosed === undefined ? {} : { remediedAt: diagnosed.remediedAt }),
  });
  const onwards = async (): Promise<void> => {
    await lab.clock.pass(LOOK_EVERY_MS);
    moments.push(await look(lab, moments.at(-1)?.seen.at ?? drilled.at, act));
  };
  const aborted = abortCheck(abort, memory);
  let outcome: Outcome = 'judged';
  for (;;) {
    const verdicts = judge(act, history(false), memory);
    await watcher.looked(history(false), verdicts);
    if (verdicts.every((verdict) => verdict.result !== 'open' || isEndless(act, verdict.id))) break;
    if (signal.aborted) outcome = 'interrupted';
    else if (aborted(history(false))) outcome = 'aborted';
    if (outcome !== 'judged') break;
    if (controls?.undoNow === true) {
      controls.undoNow = false;
      const deed = await undoDeed(stage);
      deeds.push(deed);
      await watcher.done(deed);
    }
    if (diagnosed === undefined && isCalled(act, drilled, await lab.clock.now())) {
      const seeMore = async (): Promise<void> => {
        await onwards();
        await watcher.looked(history(false), judge(act, history(false), memory));
      };
      const answered = await callLearner(act, stage, drilled, { ...options, seeMore });
      diagnosed = answered?.diagnosed;
      deeds.push(...(answered?.deeds ?? []));
      if (diagnosed === undefined) continue;
    }
    await onwards();
  }
  const verdicts = judge(act, history(true), memory);
  await watcher.looked(history(true), verdicts);
  const found = diagnosed === undefined ? {} : { diagnosis: diagnosed };
  return { act: act.id, outcome, gate: gate.view, deeds, history: history(true), verdicts, ...found };
}

const isCalled = ({ diagnosis }: Act, { at }: Drilled, now: LabInstant): boolean =>
  diagnosis !== undefined && now - at >= lengthMs(diagnosis.at);

/** The world stands still, unless the learner lets a minute pass. */
async function callLearner(
  { diagnosis, fault = '' }: Act,
  stage: Stage,
  drilled: Drilled,
  {
    watcher,
    signal,
    onCall = KNOWS,
    seeMore,
  }: Required<Pick<PlayOptions, 'watcher' | 'signal'>> & PlayOptions & { readonly seeMore: () => Promise<void> },
): ReturnType<typeof answerCall> {
  if (diagnosis === undefined) return undefined;
  const waitAMinute = async (): Promise<void> => {
    for (let passed = 0; passed < 60_000 && !signal.aborted; passed += LOOK_EVERY_MS) await seeMore();
  };
  const revealed = (): void => watcher.revealed?.(drilled.deeds);
  const answered = await answerCall({ diagnosis, fault, waitAMinute }, onCall, { stage, drilled, revealed });
  for (const deed of answered?.deeds ?? []) await watcher.done(deed);
  return answered;
}

/** Undoes what was broken, as one more deed; the users stay, so that it can be seen what they gain by it. */
async function undoDeed({ lab, undoLog, project }: Stage): Promise<Deed> {
  const healed = toldHealed(await heal(lab, undoLog, project, ({ drill }) => drill !== 'traffic'));
  const what = healed.map(({ drill }) => drill.title).join('; ');
  return { at: await lab.clock.now(), title: what === '' ? 'nothing was open' : `undone: ${what}` };
}

/** A `never` without an end of its own is decided by the act's end, which it must not delay. */
function isEndless(act: Act, id: string): boolean {
  const one = act.expectations.find((candidate) => candidate.id === id);
  return one?.never !== undefined && one.within === undefined && one.during === undefined;
}

function abortCheck(
  conditions: readonly Condition[],
  { environment }: ReturnType<typeof newMemory>,
): (history: History) => boolean {
  const since = new Map<Condition, LabInstant>();
  return (history) => {
    const index = history.moments.length - 1;
    const at = history.moments[index]?.seen.at ?? 0;
    const scope = scopeAt(history, index, { from: history.drilledAt, whole: false });
    return conditions.some((condition) => {
      if (expressionOf(environment, condition.that).truth(scope) !== true) {
        since.delete(condition);
        return false;
      }
      const start = since.get(condition) ?? at;
      since.set(condition, start);
      return at - start >= (condition.for === undefined ? 0 : lengthMs(condition.for));
    });
  };
}

// The steps of an act, carried out in order: drills, traffic, waits, and what a learner does with the project itself.

import { findAction, type PlannedAct } from '../lab/actions/index.js';
import { heal, performDrill } from '../lab/drill.js';
import { asTold, HIDDEN_TITLE } from '../lab/hidden.js';
import type { Lab } from '../lab/lab.js';
import type { LabInstant } from '../lab/observation.js';
import type { UndoStep } from '../lab/undo.js';
import type { OpenDrill } from '../lab/undo-log.js';
import { expressionOf } from './expression.js';
import type { Moment } from './history.js';
import { type Act, rolesOf, type Step } from './lesson.js';
import { LOOK_EVERY_MS, look } from './moment.js';
import { type Drill, lengthMs, type StackChange, type TrafficSpec, type Wait } from './schema.js';
import { scopeAt } from './scope.js';
import type { Stage } from './stage.js';
import { environmentFor } from './vocabulary.js';

export interface Deed {
  readonly at: LabInstant;
  readonly title: string;
  /** The drill's name in the catalogue, or `traffic`, and what it was done to; absent for what is neither, and in old recordings. */
  readonly drill?: string;
  readonly target?: string;
  /** What will undo it; on disk before it was done. */
  readonly undo?: readonly UndoStep[];
  /** What it was is not told yet. */
  readonly hidden?: true;
}

type Done = Omit<Deed, 'at'>;

/** What was done by the steps of an act. */
export interface Drilled {
  /** From here on expectations count. */
  readonly at: LabInstant;
  readonly roles: Readonly<Record<string, string>>;
  readonly deeds: readonly Deed[];
  /** Ids of the drills of a fault that is to be found. */
  readonly hidden: readonly string[];
}

/** Stops between two steps, or in a wait, once the signal is aborted. */
export async function takeSteps(
  act: Act,
  stage: Stage,
  onDone: (deed: Deed) => Promise<void>,
  signal: AbortSignal,
): Promise<Drilled> {
  const roles: Record<string, string> = {};
  const open = new Map<string, OpenDrill>();
  const deeds: Deed[] = [];
  const hidden: string[] = [];
  let at = await stage.lab.clock.now();
  for (const step of act.steps) {
    if (signal.aborted) break;
    const done = await take(step, { act, stage, roles, open, hidden, hit: deeds.at(-1)?.target, signal });
    at = await stage.lab.clock.now();
    deeds.push({ at, ...done });
    const shown = asDone(step, { at, ...done });
    if (shown !== undefined) await onDone(shown);
  }
  return { at, roles, deeds, hidden };
}

/** A deed as it may be told now; undefined: it is a part of one that was told. */
function asDone(step: Step, { at, undo = [], ...deed }: Deed): Deed | undefined {
  if (step.kind !== 'drill' || step.hidden === undefined) return { at, ...deed, undo };
  return step.hidden === 'fault' ? { at, title: HIDDEN_TITLE, undo, hidden: true } : undefined;
}

interface Taking {
  readonly act: Act;
  readonly stage: Stage;
  /** What was hit, by the name that a drill gave it. */
  readonly roles: Record<string, string>;
  /** The drills that a later step may undo, by the same name. */
  readonly open: Map<string, OpenDrill>;
  readonly hidden: string[];
  /** What the step before hit. */
  readonly hit: string | undefined;
  readonly signal: AbortSignal;
}

async function take(step: Step, { act, stage, roles, open, hidden, hit, signal }: Taking): Promise<Done> {
  switch (step.kind) {
    case 'drill': {
      const { as } = step.drill;
      const { planned, drill, name } = await takeDrill(stage, step.drill, hit, step.hidden);
      if (step.hidden !== undefined) hidden.push(drill.id);
      if (as !== undefined) {
        roles[as] = planned.target;
        open.set(as, drill);
      }
      return { title: planned.title, drill: name, target: planned.target, undo: planned.undo };
    }
    case 'draw':
      throw new Error('A fault must be drawn before an act is played.');
    case 'traffic': {
      const planned = trafficAct(stage.lab, step.traffic);
      await performStep(stage, 'traffic', planned);
      return { title: planned.title, drill: 'traffic', target: planned.target, undo: planned.undo };
    }
    case 'wait':
      return { title: await waitFor(step.wait, act, stage.lab, roles, signal) };
    case 'undo':
      return undoOne(stage, step.undo.of, open.get(step.undo.of));
    case 'stack':
      return { title: await changeStack(step.stack, stage) };
  }
}

export interface Taken {
  readonly name: string;
  readonly planned: PlannedAct;
  readonly drill: OpenDrill;
}

/** @param hit what the step before hit, for `on: hit` */
export async function takeDrill(
  stage: Stage,
  { do: name, as: _, ...given }: Drill,
  hit: string | undefined,
  hidden?: OpenDrill['hidden'],
): Promise<Taken> {
  const parameters = given.on === 'hit' && hit !== undefined ? { ...given, on: hit } : given;
  const planned = await findAction(name).plan(stage.lab, parameters, await stage.lab.observe());
  return { name, planned, drill: await performStep(stage, name, planned, hidden) };
}

export async function performStep(
  { lab, undoLog, project }: Stage,
  name: string,
  planned: PlannedAct,
  hidden?: OpenDrill['hidden'],
): Promise<OpenDrill> {
  return performDrill(lab, undoLog, planned, { project, drill: name, ...(hidden === undefined ? {} : { hidden }) });
}

/** The others stay as they are; a drill that undoes itself, or was undone meanwhile, is no failure. */
async function undoOne({ lab, undoLog, project }: Stage, name: string, drill?: OpenDrill): Promise<Done> {
  const [healed] = await heal(lab, undoLog, project, ({ id }) => id === drill?.id);
  if (healed === undefined) return { title: `nothing to undo of ${name}` };
  const shown = asTold(healed.drill);
  return { title: `undone: ${shown.title}`, target: shown.target };
}

/** Traffic is something done to the stack like any drill: on the undo log before it begins. */
export function trafficAct(lab: Lab, spec: TrafficSpec): PlannedAct {
  const { as: name, users, ramp, path, patience, once } = spec;
  const { from, to } = typeof users === 'number' ? { from: users, to: users } : users;
  const rampSeconds = ramp === undefined ? 0 : lengthMs(ramp) / 1_000;
  return {
    title: trafficTitle(spec, from, to),
    target: lab.outputs.loadBalancerDnsName,
    touches: [],
    undo: [{ do: 'stop-traffic', ...(name === undefined ? {} : { name }) }],
    perform: () =>
      lab.traffic.start({
        ...{ from, to, rampSeconds },
        ...(path === undefined ? {} : { path }),
        ...(name === undefined ? {} : { name }),
        ...(patience === undefined ? {} : { patienceSeconds: lengthMs(patience) / 1_000 }),
        ...(once === undefined ? {} : { once }),
      }),
  };
}

/** `traffic: 10 → 140 users in 4m`; `traffic: long: 12 users ask once for /slow?s=400`. */
function trafficTitle({ as: name, ramp, path, once }: TrafficSpec, from: number, to: number): string {
  const change = from === to ? `${to} users` : `${from} → ${to} users in ${ramp ?? '0s'}`;
  if (name === undefined) return `traffic: ${change}`;
  return `traffic: ${name}: ${change} ask ${once === true ? 'once ' : ''}for ${path ?? '/'}`;
}

async function waitFor(
  { for: fixed, until, within }: Wait,
  act: Act,
  lab: Lab,
  roles: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string> {
  const startedAt = await lab.clock.now();
  const end = startedAt + lengthMs(fixed ?? within ?? '0s');
  const environment = environmentFor(rolesOf(act));
  const moments: Moment[] = [];
  const came = (): boolean => {
    if (until === undefined) return false;
    const history = { drilledAt: startedAt, roles, moments, ended: false };
    const scope = scopeAt(history, moments.length - 1, { from: startedAt, whole: false });
    return expressionOf(environment, until).truth(scope) === true;
  };
  for (let now = startedAt; now < end && !signal.aborted; ) {
    if (until !== undefined) moments.push(await look(lab, moments.at(-1)?.seen.at ?? startedAt, act));
    if (came()) return `waited until ${until}`;
    now = await lab.clock.pass(Math.min(LOOK_EVERY_MS, end - now));
  }
  return until === undefined ? `waited ${fixed}` : `waited ${within}, but not: ${until}`;
}

async function changeStack(change: StackChange, { stack }: Stage): Promise<string> {
  if (change.do === 'destroy') return `destroy: ${await stack.destroy()} resources removed`;
  await stack.deploy(change.set);
  return `deploy with ${settingsText(change.set)}`;
}

/** `alarms.cpuHighThreshold: 50`, as ha-lab.json nests it. */
function settingsText(overlay: Readonly<Record<string, unknown>>, above: readonly string[] = []): string {
  return Object.entries(overlay)
    .map(([key, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? settingsText(value as Record<string, unknown>, [...above, key])
        : `${[...above, key].join('.')}: ${JSON.stringify(value)}`,
    )
    .join(', ');
}

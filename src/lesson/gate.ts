// The start gate: nothing is broken on a world that is not as the act needs it. Waits until it is, or says what is missing.

import type { Lab } from '../lab/lab.js';
import type { LabInstant } from '../lab/observation.js';
import { expressionOf } from './expression.js';
import type { History, Moment } from './history.js';
import { type Act, rolesOf } from './lesson.js';
import { look } from './moment.js';
import { type Condition, lengthMs } from './schema.js';
import { scopeAt } from './scope.js';
import { environmentFor } from './vocabulary.js';

export interface GateView {
  readonly at: LabInstant;
  readonly conditions: readonly { readonly that: string; readonly holds: boolean }[];
}

export interface Gate {
  readonly open: boolean;
  /** The last look before the drill, and those of the minute before it: without them nobody sees what the drill changed. */
  readonly last: Moment;
  readonly before: readonly Moment[];
  readonly view: GateView;
}

const PATIENCE_MS = 30 * 60_000;
const LOOK_EVERY_MS = 10_000;
const LEAD_MS = 60_000;

/** Lets time pass until every condition has held for as long as it must; gives up after half an hour of the lab's time. */
export async function passGate(
  act: Act,
  lab: Lab,
  onLook: (view: GateView) => Promise<void>,
  signal: AbortSignal,
): Promise<Gate> {
  const startedAt = await lab.clock.now();
  const environment = environmentFor(rolesOf(act));
  const moments: Moment[] = [];
  const since = new Map<Condition, LabInstant>();
  for (;;) {
    const last = await look(lab, moments.at(-1)?.seen.at ?? startedAt, act);
    moments.push(last);
    const { at } = last.seen;
    const history: History = { drilledAt: startedAt, roles: {}, moments, ended: false };
    const scope = scopeAt(history, moments.length - 1, { from: startedAt, whole: false });
    const conditions = act.start.map((condition) => {
      const now = expressionOf(environment, condition.that).truth(scope) === true;
      if (now) since.set(condition, since.get(condition) ?? at);
      else since.delete(condition);
      const start = since.get(condition);
      const stayMs = condition.for === undefined ? 0 : lengthMs(condition.for);
      return { that: condition.that, holds: start !== undefined && at - start >= stayMs };
    });
    const view: GateView = { at, conditions };
    await onLook(view);
    const open = conditions.every(({ holds }) => holds);
    if (open || signal.aborted || at - startedAt >= PATIENCE_MS) {
      const before = moments.filter((one) => one !== last && at - one.seen.at <= LEAD_MS);
      return { open, last, before, view };
    }
    await lab.clock.pass(LOOK_EVERY_MS);
  }
}

// The judge: expectations over a history of observations, held, broken or unknown, with evidence. A pure function; live, on replay and in CI the same.

import type { Environment } from '@marcbachmann/cel-js';
import type { LabInstant } from '../lab/observation.js';
import { courseOf, evidenceAt } from './evidence.js';
import { type Expression, expressionOf, type Truth } from './expression.js';
import type { History } from './history.js';
import { type Act, rolesOf } from './lesson.js';
import { type Expectation, lengthMs } from './schema.js';
import { type Span, scopeAt } from './scope.js';
import type { Result, Verdict } from './verdict.js';
import { allRoles, environmentFor } from './vocabulary.js';

/** What has been found out about a history that only grows; keeps a live judge from starting over at every look. */
export interface Memory {
  readonly environment: Environment;
  /** By expression and span, in the order of the moments. */
  readonly truths: Map<string, (Truth | undefined)[]>;
  /** Decided once and for all: a history only grows, and what it decided stays decided. Without its hint, which follows the world. */
  readonly decided: Map<string, Verdict>;
}

export function newMemory(act: Act): Memory {
  return { environment: environmentFor(rolesOf(act)), truths: new Map(), decided: new Map() };
}

interface Case {
  readonly act: Act;
  readonly history: History;
  readonly memory: Memory;
  readonly known: Map<string, Verdict>;
}

/** One verdict for each expectation of the act, in its order. */
export function judge(act: Act, history: History, memory: Memory = newMemory(act)): readonly Verdict[] {
  const trial: Case = { act, history, memory, known: new Map() };
  return act.expectations.map((one) => verdictOf(trial, one.id));
}

function verdictOf(trial: Case, id: string): Verdict {
  const known = trial.known.get(id);
  if (known !== undefined) return known;
  const one = trial.act.expectations.find((candidate) => candidate.id === id);
  if (one === undefined) return undecided(id, 'unknown', `there is no expectation "${id}"`);
  // Two that wait for each other can neither be decided.
  trial.known.set(id, undecided(id, 'unknown', 'it waits for something that waits for it'));
  const { decided } = trial.memory;
  const found = decided.get(id) ?? judgeOne(trial, one);
  if (found.decidedAt !== undefined && !trial.history.ended) decided.set(id, found);
  const verdict = hinted(trial, one, found);
  trial.known.set(id, verdict);
  return verdict;
}

const undecided = (id: string, result: Result, note?: string): Verdict => ({
  id,
  result,
  instead: [],
  ...(note === undefined ? {} : { note }),
});

function judgeOne(trial: Case, one: Expectation): Verdict {
  const { diagnosis } = trial.act;
  if (diagnosis !== undefined && one.after === diagnosis.id) {
    const { remediedAt, ended } = trial.history;
    if (remediedAt !== undefined) return judgeFrom(trial, one, remediedAt);
    return ended
      ? undecided(one.id, 'unknown', 'it counts from the remedy, and none was chosen')
      : undecided(one.id, 'open');
  }
  const start = one.after === undefined ? undefined : verdictOf(trial, one.after);
  if (start?.result === 'open') return undecided(one.id, 'open');
  if (start !== undefined && start.result !== 'held') {
    return undecided(one.id, 'unknown', `it counts from "${one.after}", which did not come true`);
  }
  return judgeFrom(trial, one, start?.decidedAt ?? trial.history.drilledAt);
}

function judgeFrom(trial: Case, one: Expectation, anchor: LabInstant): Verdict {
  if (one.never !== undefined) return judgeNever(trial, one, one.never, anchor);
  if (one.during !== undefined) return judgeSpan(trial, one, one.that ?? '', anchor, one.during.until);
  return judgeWithin(trial, one, one.that ?? '', anchor);
}

/** Comes true by the deadline, and stays so for `for`. */
function judgeWithin(trial: Case, one: Expectation, that: string, anchor: LabInstant): Verdict {
  const { history, memory } = trial;
  const expression = expressionOf(memory.environment, that);
  const deadline = anchor + lengthMs(one.within ?? '0s');
  const stayMs = one.for === undefined ? 0 : lengthMs(one.for);
  const span: Span = { from: anchor, whole: false };
  const base = { id: one.id, anchor, deadline };
  const truthAt = truthsOf(trial, expression, span);
  let since: LabInstant | undefined;
  let known = false;
  for (const [index, { seen }] of history.moments.entries()) {
    if (seen.at < anchor) continue;
    const truth = truthAt(index);
    known ||= truth !== 'unknown';
    since = truth === true ? (since ?? seen.at) : undefined;
    if (since !== undefined && since <= deadline && seen.at - since >= stayMs) {
      const wrong = wrongReason(trial, one, expression, index);
      const evidence = evidenceAt(history, index, span, expression.words);
      const found: Verdict = { ...base, result: 'held', decidedAt: seen.at, evidence, instead: [] };
      if (wrong === undefined) return found;
      return { ...found, result: 'broken', note: wrong };
    }
    if (seen.at >= deadline && (since === undefined || since > deadline)) {
      return missed(trial, base, expression, span, known ? 'broken' : 'unknown', index);
    }
  }
  const last = history.moments.length - 1;
  if (!history.ended) return open(trial, base, expression, span);
  return { ...missed(trial, base, expression, span, 'unknown', last), note: 'the watch ended before the deadline' };
}

/** `that` at the end of a span, with rates over the whole of it. */
function judgeSpan(trial: Case, one: Expectation, that: string, anchor: LabInstant, until: string): Verdict {
  const { history, memory } = trial;
  const end = verdictOf(trial, until);
  const base = { id: one.id, anchor };
  if (end.result === 'open') {
    const expression = expressionOf(memory.environment, that);
    return open(trial, base, expression, { from: anchor, whole: true });
  }
  if (end.result !== 'held' || end.decidedAt === undefined) {
    return undecided(one.id, 'unknown', `its span ends with "${until}", which did not come true`);
  }
  const expression = expressionOf(memory.environment, that);
  const span: Span = { from: anchor, whole: true };
  const index = history.moments.findIndex(({ seen }) => seen.at === end.decidedAt);
  const truth = truthsOf(trial, expression, span)(index);
  const evidence = evidenceAt(history, index, span, expression.words);
  const found = { ...base, decidedAt: end.decidedAt, evidence };
  if (truth === true) return { ...found, result: 'held', instead: [] };
  return {
    ...found,
    result: truth === false ? 'broken' : 'unknown',
    instead: courseOf(history, span, expression.words, end.decidedAt),
  };
}

/** At no moment from the anchor to the end: the act's, the deadline's, or that of another expectation. */
function judgeNever(trial: Case, one: Expectation, never: string, anchor: LabInstant): Verdict {
  const { history, memory } = trial;
  const expression = expressionOf(memory.environment, never);
  const until = one.during === undefined ? undefined : verdictOf(trial, one.during.until);
  const deadline = one.within === undefined ? until?.decidedAt : anchor + lengthMs(one.within);
  const span: Span = { from: anchor, whole: false };
  const base = { id: one.id, anchor, ...(deadline === undefined ? {} : { deadline }) };
  const truthAt = truthsOf(trial, expression, span);
  let lastKnown: number | undefined;
  for (const [index, { seen }] of history.moments.entries()) {
    if (seen.at < anchor || (deadline !== undefined && seen.at > deadline)) continue;
    const truth = truthAt(index);
    if (truth !== 'unknown') lastKnown = index;
    if (truth === true) return missed(trial, base, expression, span, 'broken', index);
  }
  const newest = history.moments.at(-1)?.seen.at ?? anchor;
  const over = deadline !== undefined && newest >= deadline;
  if (!over && !history.ended) return open(trial, base, expression, span);
  const cut = deadline !== undefined && !over;
  if (cut || lastKnown === undefined) {
    const note = cut ? 'the watch ended before the time was over' : 'its values were never known';
    return { ...base, result: 'unknown', instead: [], note };
  }
  const evidence = evidenceAt(history, lastKnown, span, expression.words);
  return { ...base, result: 'held', decidedAt: deadline ?? newest, evidence, instead: [] };
}

/** Not decided yet; the evidence is what was last seen. */
function open(
  { history }: Case,
  base: Pick<Verdict, 'id' | 'anchor' | 'deadline'>,
  { words }: Expression,
  span: Span,
): Verdict {
  const evidence = evidenceAt(history, history.moments.length - 1, span, words);
  return { ...base, result: 'open', evidence, instead: [] };
}

function missed(
  { history }: Case,
  base: Pick<Verdict, 'id' | 'anchor' | 'deadline'>,
  expression: Expression,
  span: Span,
  result: Result,
  index: number,
): Verdict {
  const at = history.moments[index]?.seen.at ?? span.from;
  const evidence = evidenceAt(history, index, span, expression.words);
  const instead = courseOf(history, span, expression.words, at);
  const note = result === 'unknown' ? { note: 'its values were never known' } : {};
  return { ...base, result, decidedAt: at, evidence, instead, ...note };
}

/** The truth at each moment, by its index; what was found out before is remembered. */
function truthsOf({ history, memory }: Case, expression: Expression, span: Span): (index: number) => Truth {
  const key = `${span.from} ${span.whole} ${expression.text}`;
  const known = memory.truths.get(key) ?? [];
  memory.truths.set(key, known);
  return (index) => {
    const truth = known[index] ?? expression.truth(scopeAt(history, index, span));
    known[index] = truth;
    return truth;
  };
}

/** AWS must give one of the reasons of `because` for an instance that the expression names. */
function wrongReason(
  { act, history }: Case,
  { because }: Expectation,
  { words }: Expression,
  index: number,
): string | undefined {
  if (because === undefined) return undefined;
  const roles = allRoles(rolesOf(act)).filter(
    ({ name, of }) => of === 'instance' && words.some((word) => word.startsWith(`${name}.`)),
  );
  const wanted = roles.map(({ name }) => `${name}.targetReason`);
  const { values } = evidenceAt(history, index, { from: 0, whole: false }, wanted);
  const given = Object.values(values);
  if (given.some((reason) => because.includes(String(reason)))) return undefined;
  return `the reason is ${given.join(', ') || 'not given'}, not ${because.join(' or ')}`;
}

function hinted({ history, memory }: Case, one: Expectation, verdict: Verdict): Verdict {
  if (verdict.result !== 'broken') return verdict;
  const last = history.moments.length - 1;
  const scope = scopeAt(history, last, { from: verdict.anchor ?? history.drilledAt, whole: false });
  const fitting = one.hints.find(
    ({ when }) => when === undefined || expressionOf(memory.environment, when).truth(scope) === true,
  );
  return fitting === undefined ? verdict : { ...verdict, hint: fitting.say };
}

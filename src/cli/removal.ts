// A destroy from the first look to the last word, for either engine and for a stack that no state knows any more.

import { basename } from 'node:path';
import type { Progress } from '../applier/index.js';
import { LabError } from '../errors.js';
import { hourlyPrice } from '../generator/index.js';
import { applyDeploy, deployedOutputs, planDestroy } from '../lab/deploy.js';
import { tryToHeal } from '../lab/drill.js';
import { asTold } from '../lab/hidden.js';
import { inventoryTwice, type Leftover } from '../lab/inventory.js';
import { enterLedger, leaveLedger, ledgerOf } from '../lab/ledger.js';
import { sweep } from '../lab/removal/sweep.js';
import type { PricedLeftover } from '../report/destroy-text.js';
import { untilInterrupted } from './interrupt.js';
import type { Session } from './lab-command.js';
import { progressText } from './plan-text.js';
import { terraformScreen } from './terraform-screen.js';

export interface Removal {
  readonly removed: number;
  /** What could not be removed and why, in the words of who tried. */
  readonly failures: readonly string[];
}

export interface Talk {
  say(text: string): void;
  /** No live screen, no progress. */
  readonly json: boolean;
}

export const STOPPING = 'Ctrl-C: finishing what is under way; a second one ends at once.';

/** Between two looks at an account, whose lists may lag behind. */
const PAUSE_MS = 10_000;

export function priced(left: readonly Leftover[], region: string): readonly PricedLeftover[] {
  return left.map((one) => ({ ...one, perHour: hourlyPrice(one, region) }));
}

/** What stands at the end, asked twice. */
export async function whatIsLeft({ place, deployment }: Session): Promise<readonly PricedLeftover[]> {
  const pause = async (): Promise<unknown> => place.target === 'aws' && place.clock.pass(PAUSE_MS);
  return priced(await inventoryTwice(deployment.clients, deployment.project, pause), place.region);
}

/** What drills changed could keep a resource from going. One that cannot be undone goes with the stack, and is said. */
export async function undoOpenDrills(session: Session, say: Talk['say']): Promise<void> {
  const { deployment, place, project, undoLog } = session;
  const name = basename(project);
  if (!undoLog.open().some((drill) => drill.project === name)) return;
  let outputs: ReturnType<typeof deployedOutputs>;
  try {
    outputs = deployedOutputs(deployment);
  } catch (error) {
    if (error instanceof LabError && error.code === 'NOT_DEPLOYED') return;
    throw error;
  }
  const { healed, unhealed } = await tryToHeal(place.lab(outputs), undoLog, project);
  for (const { drill } of healed) say(`undone   ${asTold(drill).title}`);
  for (const { drill, failure } of unhealed) {
    const why = failure instanceof Error ? failure.message : String(failure);
    say(`not undone, it goes with the stack: ${asTold(drill).title}: ${why}`);
  }
}

/** What is left goes on costing, and only that. */
export function enterLeft({ place, project, workbook }: Session, left: readonly PricedLeftover[]): void {
  if (place.target !== 'aws') return;
  const perHour = left.reduce((sum, one) => sum + one.perHour, 0);
  const known = ledgerOf(workbook).find((entry) => entry.project === basename(project));
  if (known !== undefined) enterLedger(workbook, { ...known, perHour }, Date.now());
}

/** With nothing left there is nothing to undo, and nothing that costs. */
export function closeBooks({ undoLog, project, place, workbook }: Session): void {
  for (const { id, project: of } of undoLog.open()) if (of === basename(project)) undoLog.close(id);
  if (place.target === 'aws') leaveLedger(workbook, basename(project));
}

export async function removeByApplier({ deployment }: Session, { say }: Talk): Promise<Removal> {
  const planned = await planDestroy(deployment);
  const progress = (step: Progress): void => {
    const line = progressText(step);
    if (line !== undefined) say(line);
  };
  const { value, interrupted } = await untilInterrupted((signal) => applyDeploy(deployment, planned, progress, signal));
  if (interrupted && value.skipped.length > 0) throw stopped(value.done.length, value.skipped.length);
  return { removed: value.done.length, failures: value.failed.map(({ address, message }) => `${address}: ${message}`) };
}

export async function removeByTerraform({ deployment }: Session, { say, json }: Talk): Promise<Removal> {
  const screen = terraformScreen(process.stderr, 'terraform destroy', say);
  const { onEvent } = screen;
  const { value } = await untilInterrupted(async (signal) => {
    signal.addEventListener('abort', () => screen.say(STOPPING));
    return deployment.terraform?.destroy({ signal, ...(json ? {} : { onEvent }) }).finally(screen.end);
  });
  const removed = value?.done.filter(({ action }) => action === 'delete').length ?? 0;
  const failure = value?.failure;
  if (failure === undefined) return { removed, failures: [] };
  if (value?.interrupted === true) throw stopped(removed);
  // Nothing was begun: what is in the way says more than a list of everything.
  if (removed === 0) throw failure;
  return { removed, failures: [failure.message] };
}

/** By the tag alone. */
export async function removeByTag({ deployment, place, project }: Session, { say }: Talk): Promise<Removal> {
  const onRemoving = ({ kind, id }: Leftover): void => say(`  - ${kind} ${id}`);
  const { value, interrupted } = await untilInterrupted((signal) =>
    sweep({ clients: deployment.clients, clock: place.clock, project, onRemoving, signal }),
  );
  if (interrupted) throw stopped(value.removed.length);
  const failures = value.stuck.map(({ leftover: { kind, id }, because }) => `${kind} ${id}: ${because}`);
  return { removed: value.removed.length, failures };
}

/** @param left steps that were not begun, where they are counted. */
function stopped(done: number, left?: number): LabError {
  const rest = left === undefined ? 'the rest still stands' : `${left} were not begun`;
  return new LabError('INTERRUPTED', `Stopped: ${done} steps are done, ${rest}.`, {
    suggestions: ['Go on from here: ha-lab destroy', 'Or build it again: ha-lab deploy'],
    exitCode: 130,
  });
}

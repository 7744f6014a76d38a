// The gate before something is created on an account: who would pay, whether there is room, the price by line, and the typed name.

import { readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import {
  type AccountReview,
  callerOf,
  checkImage,
  type ImageCheck,
  imageRefusal,
  type Refusal,
  refusalsOf,
  reviewAccount,
} from '../account/index.js';
import { LabError } from '../errors.js';
import { type Config, costOf, loadConfig, priceList } from '../generator/index.js';
import { inventory, type Leftover } from '../lab/inventory.js';
import { enterLedger } from '../lab/ledger.js';
import { callerText, imageText, lessonCostText, refusalText, reviewOfAccount } from '../report/account-text.js';
import { terraformPlanText } from '../report/terraform-text.js';
import { untilInterrupted } from './interrupt.js';
import type { Session } from './lab-command.js';
import { type Confirmation, confirmByName, unconfirmed } from './typed-confirmation.js';

export interface GateOptions extends Pick<Confirmation, 'given' | 'mayAsk'> {
  /** The command as it is typed: `ha-lab deploy --target aws`. */
  readonly command: string;
  readonly say: (text: string) => void;
  /** false: the registry is not asked. */
  readonly checkImage: boolean;
}

export interface Passed {
  /** Terraform has looked: what stands is what the project says. */
  readonly nothingToDo: boolean;
}

/** Shows everything and asks for the name; nothing is asked where nothing would change. Throws REFUSED with every reason at once. */
export async function passAccountGate(session: Session, options: GateOptions): Promise<Passed> {
  const { deployment, place, project } = session;
  const { config } = await loadConfig(`${project}/ha-lab.json`);
  const standing = deployment.terraform?.standing()?.resources.length ?? 0;
  const review = await reviewAccount(place.clients, config, {
    standing,
    ...(options.checkImage ? { lookAtImage: (asked) => lookAtImage(project, asked) } : {}),
  });
  options.say(reviewOfAccount(review));
  const stands = await inventory(place.clients, project);
  if (standing > 0) {
    await adoptOrphans(session, stands, options.say);
    if (!(await changesAnything(session, options.say))) return { nothingToDo: true };
  }
  const wanted: Confirmation = {
    ...options,
    name: review.project,
    what: `create this on account ${review.caller.account}`,
  };
  const refusals = [...refusalsOf(review, config), ...(standing > 0 ? [] : stateIsLost(stands, options.command))];
  if (refusals.length > 0) throw refused([...refusals, ...[unconfirmed(wanted) ?? []].flat()]);
  await confirmByName(wanted);
  enter(session, review);
  return { nothingToDo: false };
}

/** Asks the image's registry, as the project's machines will. */
function lookAtImage(project: string, config: Config): Promise<ImageCheck> {
  const userData = readFileSync(join(project, 'user-data.sh'), 'utf8');
  return checkImage(config, { userData });
}

/** On the sandbox only when it is asked for: its machines pull nothing. Throws REFUSED. */
export async function passImageGate(project: string, say: GateOptions['say']): Promise<void> {
  const { config } = await loadConfig(`${project}/ha-lab.json`);
  const seen = await lookAtImage(project, config);
  say(imageText(seen));
  const refusal = imageRefusal(seen);
  if (refusal !== undefined) throw refused([refusal]);
}

/** A second stack beside the first would collide with its names half-way, and cost twice. */
function stateIsLost(stands: readonly Leftover[], command: string): readonly Refusal[] {
  const ours = stands.filter(({ tagged }) => tagged);
  if (ours.length === 0) return [];
  const kinds = [...new Set(ours.map(({ kind }) => kind))].join(', ');
  return [
    {
      message: `${ours.length} things carry this project’s tag, and no state knows of them: ${kinds}`,
      fix: `Bring the state back (terraform.<name>.tfstate beside ha-lab.json), or remove them by their tag first: ${command.replace('deploy', 'destroy')}`,
    },
  ];
}

/** What a killed Terraform made and could not note would be in the way of everything after it. */
async function adoptOrphans(
  { deployment: { terraform } }: Session,
  stands: readonly Leftover[],
  say: GateOptions['say'],
): Promise<void> {
  for (const orphan of (await terraform?.orphans(stands)) ?? []) {
    say(`found    ${orphan.address}, made by a deploy that was killed before it was noted; into the state with it`);
    await untilInterrupted(async (signal) => terraform?.adopt(orphan, { signal }));
  }
}

/** From here on it may cost something, whatever becomes of this process. */
function enter({ workbook, project }: Session, { caller, region, prices }: AccountReview): void {
  const { account, standIn } = caller;
  const entry = { project: basename(project), folder: relative(workbook.folder, project) || '.', account, region };
  const { perHour } = prices;
  enterLedger(workbook, { ...entry, perHour, ...(standIn === undefined ? {} : { standIn }) }, Date.now());
}

/**
 * Before lessons change and break what stands on an account: whose it is, how long they take there, what that costs, and the typed name.
 * @param ms how long they take on AWS, as their authors say
 */
export async function passLessonGate(
  session: Session,
  ms: number,
  options: Omit<GateOptions, 'checkImage'>,
): Promise<void> {
  const { config } = await loadConfig(`${session.project}/ha-lab.json`);
  const caller = await callerOf(session.place.clients);
  const prices = priceList(config);
  options.say(callerText({ caller, region: config.region }));
  options.say(lessonCostText(ms, costOf(prices, ms), prices));
  await confirmByName({ ...options, name: config.name, what: `break and change it on account ${caller.account}` });
}

/** What stands is compared with the project by Terraform itself. */
async function changesAnything({ deployment }: Session, say: (text: string) => void): Promise<boolean> {
  const { value: plan } = await untilInterrupted(async (signal) => deployment.terraform?.plan({ signal }));
  if (plan === undefined) return false;
  say(`\n${terraformPlanText(plan)}`);
  return plan.changes.length > 0 || plan.outputs.length > 0;
}

function refused(refusals: readonly Refusal[]): LabError {
  return new LabError('REFUSED', refusalText(refusals), { suggestions: refusals.map(({ fix }) => fix), exitCode: 2 });
}

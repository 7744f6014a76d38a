// What the commands that speak to a deployed stack share: the workbook, its project, the open sandbox, and letting go at the end.

import { basename, relative } from 'node:path';
import { Flags } from '@oclif/core';
import { LabError } from '../errors.js';
import { loadConfig, priceList } from '../generator/index.js';
import { awsPlace } from '../lab/aws-lab.js';
import { type Deployment, deployedOutputs, withState } from '../lab/deploy.js';
import { deploymentFor, engineFor } from '../lab/engine.js';
import { explain, type HappeningRecord, newestStepOf, readRecord, spineOf, troubleOf } from '../lab/explain/index.js';
import { hiddenStretches, told } from '../lab/hidden.js';
import type { Lab } from '../lab/lab.js';
import { type LedgerEntry, ledgerOf } from '../lab/ledger.js';
import type { Observation } from '../lab/observation.js';
import { cpuTrends } from '../lab/observe/cpu.js';
import { observeTraffics } from '../lab/observe/traffics.js';
import { atWork, type OpenOptions, type OpenSandbox, openSandbox } from '../lab/open-sandbox.js';
import { type Place, sandboxPlace } from '../lab/place.js';
import { type EngineName, isDeployed, type Target } from '../lab/state-file.js';
import { readNetworkMap } from '../lab/trace/read-map.js';
import { type OpenDrill, type UndoLog, undoLogOf } from '../lab/undo-log.js';
import { findWorkbook, type Workbook } from '../lab/workbook.js';
import type { AbsentView } from '../report/absent.js';
import { standingLine } from '../report/ledger-text.js';
import { reasonText } from '../report/reasons.js';
import { type StatusView, statusView } from '../report/status-view.js';
import { canAsk } from '../terminal/prompts.js';
import { withStepsOnAccount } from './account-steps.js';
import { BaseCommand } from './base-command.js';
import { wantsItRemoved } from './offer-destroy.js';
import { meantProject } from './which-project.js';

const TREND_MS = 15 * 60_000;

export interface Session {
  readonly workbook: Workbook;
  /** Folder of the project. */
  readonly project: string;
  readonly place: Place;
  /** Present on the sandbox. */
  readonly open?: OpenSandbox;
  readonly deployment: Deployment;
  readonly undoLog: UndoLog;
}

export interface SessionOptions extends OpenOptions {
  /** Changes nothing, and sees the world anew at each look: it may be rewound meanwhile. */
  readonly looksOnly?: boolean;
  readonly target?: Target;
  /** Who builds; absent: who built it, and the applier for something new. */
  readonly engine?: EngineName;
}

export interface StatusWish {
  /** How far back the events and the CPU's trend go; absent: the newest events, a quarter of an hour of CPU. */
  readonly sinceMs?: number;
  /** With the map of the network, which takes eight calls more. */
  readonly network?: boolean;
}

/** For the commands that know what an account is. */
export const TARGET_FLAG = {
  target: Flags.option({
    description: 'Where the stack stands; aws: an account, or what AWS_ENDPOINT_URL on this machine stands in for',
    options: ['sandbox', 'aws'] as const,
    default: 'sandbox' as const,
  })(),
};

export const ENGINE_FLAG = {
  engine: Flags.option({
    description: 'Who builds on the sandbox (default: who built it, else applier); an account is built by terraform',
    options: ['applier', 'terraform'] as const,
  })(),
};

export abstract class LabCommand extends BaseCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    project: Flags.string({
      description: 'Folder of the project (default: the one there is)',
      helpValue: 'folder',
      helpGroup: 'GLOBAL',
    }),
  };

  /** What was chosen where several projects were meant: a command that opens its place twice asks once. */
  private chosen?: string;

  /** What was worked on on an account. */
  private mayStand: { readonly workbook: Workbook; readonly project: string } | undefined;

  /** The folder of the project. Throws NO_PROJECT, Cancelled. */
  private async projectOf(workbook: Workbook, named: string | undefined, target: Target): Promise<string> {
    const stands = (project: string): boolean =>
      target === 'aws' ? this.standingOf(workbook, project) !== undefined : isDeployed(workbook, project);
    const which = { from: process.cwd(), named: named ?? this.chosen, stands, command: this.typedSoFar() };
    const unasked = this.wantsJson() || ['--no-input', '--yes', '-y'].some((flag) => this.argv.includes(flag));
    this.chosen = await meantProject(workbook, which, canAsk(process, { noInput: unasked, ci: process.env.CI }));
    return this.chosen;
  }

  /** Opens the place of the stack for the time of the work, and lets go whatever happens. */
  protected async inSession<Result>(
    named: string | undefined,
    work: (session: Session) => Promise<Result>,
    { target = 'sandbox', engine: wanted, looksOnly = false, ...options }: SessionOptions = {},
  ): Promise<Result> {
    const workbook = findWorkbook(process.cwd());
    const project = await this.projectOf(workbook, named, target);
    const { config } = await loadConfig(`${project}/ha-lab.json`);
    const engine = engineFor(workbook, project, target, wanted);
    const birth = { region: config.region, ...options.birth };
    const open = target === 'sandbox' ? await openSandbox(workbook, { ...options, birth }) : undefined;
    if (open?.notice !== undefined) this.say(open.notice);
    const place = open === undefined ? await awsPlace(config.region, workbook) : sandboxPlace(open);
    try {
      const sandbox = open === undefined ? {} : { open };
      const deployment = deploymentFor({ workbook, project, place, engine, ...sandbox });
      const session = { workbook, project, place, deployment, undoLog: undoLogOf(workbook, target), ...sandbox };
      const command = `ha-lab ${(this.id ?? '').replaceAll(':', ' ')}`;
      return await (looksOnly || open === undefined
        ? work(session)
        : atWork(open.control, command, () => work(session)));
    } catch (error) {
      throw target === 'aws' ? withStepsOnAccount(error, this.onAccount(project)) : error;
    } finally {
      if (target === 'aws' && !looksOnly) this.mayStand = { workbook, project };
      await place.close();
    }
  }

  /**
   * The last thing of a session on an account, asked on a terminal only; the destroy asks for the project's name itself. Leaving that question
   * is a no as well. @param done what stays done then: `the drills are undone`
   */
  protected async offerDestroy(named: string | undefined, input: boolean, done?: string): Promise<void> {
    const workbook = findWorkbook(process.cwd());
    const project = await this.projectOf(workbook, named, 'aws');
    const answer = await wantsItRemoved(workbook, basename(project), !input || this.wantsJson());
    // Who was asked has been told.
    if (answer !== undefined) this.mayStand = undefined;
    if (answer !== true) return;
    const { exitCode } = process;
    if ((await this.config.runCommand('destroy', ['--target', 'aws', '--project', project])) !== 'left') return;
    process.exitCode = exitCode;
    this.say(`Only the destroy was cancelled${done === undefined ? '' : `; ${done}`}.`);
  }

  private standingOf(workbook: Workbook, project: string): LedgerEntry | undefined {
    return ledgerOf(workbook).find((entry) => entry.project === basename(project));
  }

  /** The end of every command on an account that left something standing, and has not asked what shall become of it. */
  protected override async finally(error: Error | undefined): Promise<void> {
    await super.finally(error);
    if (this.mayStand === undefined) return;
    const { workbook, project } = this.mayStand;
    const standing = this.standingOf(workbook, project);
    if (standing !== undefined) this.say(standingLine(standing, this.typed('destroy', project)));
  }

  /** The lab of what is deployed. Throws NOT_DEPLOYED. */
  protected labOf({ place, deployment }: Session): Lab {
    return withState(place.lab(deployedOutputs(deployment)), deployment);
  }

  protected async statusOf(session: Session, { sinceMs, network = false }: StatusWish = {}): Promise<StatusView> {
    const lab = this.labOf(session);
    const [seen, { startedAt, speed, realMachines }] = [await lab.observe(), await session.place.when()];
    const { config } = await loadConfig(`${session.project}/ha-lab.json`);
    const ours = (drill: OpenDrill): boolean => drill.project === basename(session.project);
    const standIn = lab.target === 'aws' ? this.standingOf(session.workbook, session.project)?.standIn : undefined;
    const reasons = await this.reasonsOf(session, seen);
    const cpu = await cpuTrends(lab, seen, seen.at - (sinceMs ?? TREND_MS));
    return statusView(seen, {
      cpu,
      ...(sinceMs === undefined ? {} : { since: seen.at - sinceMs }),
      project: lab.outputs.project,
      target: lab.target,
      region: lab.outputs.region,
      url: lab.outputs.url,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(speed === undefined ? {} : { speed }),
      ...(realMachines === undefined ? {} : { realMachines }),
      costPerHour: priceList(config).perHour,
      ...(standIn === undefined ? {} : { standIn }),
      drills: told(session.undoLog.open().filter(ours)),
      acts: told(session.undoLog.all().filter(ours)),
      reasons,
      traffics: await observeTraffics(lab, seen.at),
      ...(network ? { network: await readNetworkMap(lab) } : {}),
    });
  }

  /** What is behind the trouble of each instance that is not well, in words. */
  private async reasonsOf(session: Session, seen: Observation): Promise<Readonly<Record<string, string>>> {
    const sick = seen.instances.filter(({ target, state }) => state === 'running' && target !== 'healthy');
    if (sick.length === 0 || session.open === undefined) return {};
    const record = await this.recordOf(session, seen);
    const reasons = sick.flatMap(({ id }) => {
      const trouble = troubleOf(record, id);
      const reason =
        trouble === undefined ? undefined : reasonText(spineOf(explain(record, trouble)), newestStepOf(record, id));
      return reason === undefined ? [] : [[id, reason] as const];
    });
    return Object.fromEntries(reasons);
  }

  /** What has happened to the stack, and what the learner did to it. Throws REFUSED on an account, which keeps no journal. */
  protected async recordOf({ open, project, undoLog }: Session, seen: Observation): Promise<HappeningRecord> {
    if (open === undefined) {
      throw new LabError('REFUSED', 'An account keeps no journal of causes.', {
        suggestions: ['ha-lab status --target aws   shows activities and alarms'],
        exitCode: 2,
      });
    }
    const drills = told(undoLog.all().filter((drill) => drill.project === basename(project)));
    return readRecord(open.control, seen, drills, hiddenStretches(undoLog));
  }

  /** The status, or what is to be said where nothing is deployed. */
  protected async lookAt(session: Session, wish: StatusWish = {}): Promise<StatusView | AbsentView> {
    try {
      return await this.statusOf(session, wish);
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'NOT_DEPLOYED') throw error;
      const { region, target } = session.place;
      const { now: at, ...clock } = await session.place.when();
      const facts = { project: basename(session.project), target, region, at, ...clock };
      const next = error.suggestions;
      return { schemaVersion: 1, ...facts, verdict: 'NOT_DEPLOYED', cause: error.message, next };
    }
  }

  /** A command on the account, as the learner would type it again. */
  protected typed(command: string, project: string): string {
    return `ha-lab ${command} ${this.onAccount(project)}`;
  }

  private onAccount(project: string): string {
    return `--target aws --project ${this.shown(project)}`;
  }

  /** A path as the learner would type it. */
  protected shown(path: string): string {
    return relative(process.cwd(), path) || '.';
  }
}

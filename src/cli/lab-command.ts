// What the commands that speak to a deployed stack share: the workbook, its project, the open sandbox, and letting go at the end.

import { basename, relative } from 'node:path';
import { Flags } from '@oclif/core';
import { LabError } from '../errors.js';
import { loadConfig, priceList } from '../generator/index.js';
import { sandboxClients } from '../lab/clients.js';
import { type Deployment, deployedOutputs, deploymentOf } from '../lab/deploy.js';
import { explain, type HappeningRecord, newestStepOf, readRecord, spineOf, troubleOf } from '../lab/explain/index.js';
import type { Lab } from '../lab/lab.js';
import type { Observation } from '../lab/observation.js';
import { cpuTrends } from '../lab/observe/cpu.js';
import { atWork, type OpenOptions, type OpenSandbox, openSandbox } from '../lab/open-sandbox.js';
import { sandboxClock, sandboxLab } from '../lab/sandbox-lab.js';
import { type OpenDrill, type UndoLog, undoLogOf } from '../lab/undo-log.js';
import { findProject, findWorkbook, type Workbook } from '../lab/workbook.js';
import type { AbsentView } from '../report/absent.js';
import { reasonText } from '../report/reasons.js';
import { type StatusView, statusView } from '../report/status-view.js';
import { BaseCommand } from './base-command.js';

const TREND_MS = 15 * 60_000;

export interface Session {
  readonly workbook: Workbook;
  /** Folder of the project. */
  readonly project: string;
  readonly open: OpenSandbox;
  readonly deployment: Deployment;
  readonly undoLog: UndoLog;
}

export interface SessionOptions extends OpenOptions {
  /** Changes nothing, and sees the world anew at each look: it may be rewound meanwhile. */
  readonly looksOnly?: boolean;
}

export abstract class LabCommand extends BaseCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    project: Flags.string({
      description: 'Folder of the project (default: the one there is)',
      helpValue: 'folder',
      helpGroup: 'GLOBAL',
    }),
  };

  /** Opens the workbook's sandbox for the time of the work, and lets go whatever happens. */
  protected async inSession<Result>(
    named: string | undefined,
    work: (session: Session) => Promise<Result>,
    { looksOnly = false, ...options }: SessionOptions = {},
  ): Promise<Result> {
    const workbook = findWorkbook(process.cwd());
    const project = findProject(workbook, process.cwd(), named);
    const { config } = await loadConfig(`${project}/ha-lab.json`);
    const open = await openSandbox(workbook, { ...options, birth: { region: config.region, ...options.birth } });
    if (open.notice !== undefined) this.say(open.notice);
    try {
      const clients = sandboxClients(open.region, open.reach);
      const deployment = deploymentOf(workbook, project, clients, sandboxClock(open.control));
      const session = { workbook, project, open, deployment, undoLog: undoLogOf(workbook) };
      const command = `ha-lab ${(this.id ?? '').replaceAll(':', ' ')}`;
      return await (looksOnly ? work(session) : atWork(open.control, command, () => work(session)));
    } finally {
      await open.close();
    }
  }

  /** The lab of what is deployed. Throws NOT_DEPLOYED. */
  protected labOf({ open, deployment }: Session): Lab {
    return sandboxLab(open, deployedOutputs(deployment));
  }

  /** @param sinceMs how far back the events and the CPU's trend go; absent: the newest events, a quarter of an hour of CPU. */
  protected async statusOf(session: Session, sinceMs?: number): Promise<StatusView> {
    const lab = this.labOf(session);
    const [seen, clock] = [await lab.observe(), await session.open.control.status()];
    const { config } = await loadConfig(`${session.project}/ha-lab.json`);
    const ours = (drill: OpenDrill): boolean => drill.project === basename(session.project);
    const reasons = await this.reasonsOf(session, seen);
    const cpu = await cpuTrends(lab, seen, seen.at - (sinceMs ?? TREND_MS));
    return statusView(seen, {
      cpu,
      ...(sinceMs === undefined ? {} : { since: seen.at - sinceMs }),
      project: lab.outputs.project,
      target: lab.target,
      region: lab.outputs.region,
      url: lab.outputs.url,
      startedAt: clock.startedAt,
      speed: clock.speed,
      costPerHour: priceList(config).perHour,
      drills: session.undoLog.open().filter(ours),
      acts: session.undoLog.all().filter(ours),
      reasons,
    });
  }

  /** What is behind the trouble of each instance that is not well, in words. */
  private async reasonsOf(session: Session, seen: Observation): Promise<Readonly<Record<string, string>>> {
    const sick = seen.instances.filter(({ target, state }) => state === 'running' && target !== 'healthy');
    if (sick.length === 0) return {};
    const record = await this.recordOf(session, seen);
    const reasons = sick.flatMap(({ id }) => {
      const trouble = troubleOf(record, id);
      const reason =
        trouble === undefined ? undefined : reasonText(spineOf(explain(record, trouble)), newestStepOf(record, id));
      return reason === undefined ? [] : [[id, reason] as const];
    });
    return Object.fromEntries(reasons);
  }

  /** What has happened to the stack, and what the learner did to it. */
  protected recordOf({ open, project, undoLog }: Session, seen: Observation): Promise<HappeningRecord> {
    const drills = undoLog.all().filter((drill) => drill.project === basename(project));
    return readRecord(open.control, seen, drills);
  }

  /** The status, or what is to be said where nothing is deployed. */
  protected async lookAt(session: Session, sinceMs?: number): Promise<StatusView | AbsentView> {
    try {
      return await this.statusOf(session, sinceMs);
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'NOT_DEPLOYED') throw error;
      const { region, now, startedAt, speed } = await session.open.control.status();
      const facts = {
        project: basename(session.project),
        target: 'sandbox',
        region,
        at: now,
        startedAt,
        speed,
      } as const;
      const next = error.suggestions;
      return { schemaVersion: 1, ...facts, verdict: 'NOT_DEPLOYED', cause: error.message, next };
    }
  }

  /** A path as the learner would type it. */
  protected shown(path: string): string {
    return relative(process.cwd(), path) || '.';
  }
}

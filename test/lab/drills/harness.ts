// A deployed stack under steady users, a drill done to it as `ha-lab break` does it, and what came of it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Overlay } from '../../../src/generator/index.js';
import { findAction } from '../../../src/lab/actions/index.js';
import { heal, performDrill } from '../../../src/lab/drill.js';
import type { InMemoryLab } from '../../../src/lab/in-memory.js';
import type { InstanceObservation, Observation, UsersObservation } from '../../../src/lab/observation.js';
import type { Undone } from '../../../src/lab/undo.js';
import { type OpenDrill, UndoLog } from '../../../src/lab/undo-log.js';
import { deployedLab, MINUTES } from '../../helpers/deployed.js';

export interface Ward {
  readonly stack: InMemoryLab;
  readonly log: UndoLog;
  readonly project: string;
  /** Does the drill; its undo is in the log first. */
  drill(name: string, parameters?: unknown): Promise<OpenDrill>;
  /** Undoes what is open. Twice: an undo must bear it. */
  heal(): Promise<readonly Undone[]>;
  pass(minutes: number): Promise<Observation>;
  /** What the users met in the last minutes. */
  users(minutes: number): Promise<UsersObservation | undefined>;
}

/** Alarm actions off: nothing but the drill and the group's own care changes the capacity. */
export async function ward(overlay: Overlay = {}, users = 20): Promise<Ward> {
  const stack = await deployedLab('drills', { alarms: { actionsEnabled: false }, ...overlay });
  const { lab, sandbox } = stack;
  const folder = mkdtempSync(join(tmpdir(), 'ha-lab-drill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = new UndoLog(join(folder, 'undo.jsonl'));
  const project = lab.outputs.project;
  if (users > 0) await lab.traffic.start({ from: users, to: users, rampSeconds: 0 });
  sandbox.run(sandbox.now + MINUTES);
  return {
    stack,
    log,
    project,
    drill: async (name, parameters = {}) => {
      const act = await findAction(name).plan(lab, parameters, await lab.observe());
      return performDrill(lab, log, act, { project, drill: name });
    },
    heal: async () => {
      const drills = log.open();
      const healed = await heal(lab, log, project);
      for (const drill of drills) log.begin(drill);
      await heal(lab, log, project);
      return healed.flatMap(({ steps }) => steps);
    },
    pass: async (minutes) => {
      sandbox.run(sandbox.now + minutes * MINUTES);
      return lab.observe();
    },
    users: (minutes) => lab.traffic.users(sandbox.now - minutes * MINUTES, sandbox.now),
  };
}

export function instance({ instances }: Observation, id: string): InstanceObservation | undefined {
  return instances.find((candidate) => candidate.id === id);
}

/** Machines launched after an instant. */
export function newcomers({ instances }: Observation, since: number): readonly InstanceObservation[] {
  return instances.filter(({ launchedAt }) => launchedAt >= since);
}

export function healthy({ instances }: Observation): readonly InstanceObservation[] {
  return instances.filter(({ target }) => target === 'healthy');
}

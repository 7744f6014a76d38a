// The learner's own stack as the stage: brought to each act's world by deploying the overlay, and back to its own settings at the end.
// What will be done is told first, and noted on disk before it is done.

import { basename } from 'node:path';
import { SetDesiredCapacityCommand } from '@aws-sdk/client-auto-scaling';
import type { Config } from '../generator/index.js';
import { type Deployment, deployedOutputs, withState } from '../lab/deploy.js';
import { heal, performDrill } from '../lab/drill.js';
import { told, toldHealed } from '../lab/hidden.js';
import { redeploy } from '../lab/in-memory.js';
import type { Lab, StackOutputs } from '../lab/lab.js';
import type { UndoLog } from '../lab/undo-log.js';
import type { Workbook } from '../lab/workbook.js';
import type { Act } from './lesson.js';
import { leaveMark, readMark, removeMark } from './lesson-mark.js';
import { capacityToAskFor, type Readiness, readinessOf, settingsText } from './readiness.js';
import { type Preview, type Stage, type Theatre, worldOf } from './stage.js';
import { stageStack } from './stage-stack.js';

export interface WorkbookTheatreOptions {
  readonly workbook: Workbook;
  readonly lesson: string;
  readonly deployment: Deployment;
  readonly config: Config;
  readonly undoLog: UndoLog;
  readonly labOf: (outputs: StackOutputs) => Lab;
  /** Told before the stack is changed, and after something was undone. */
  readonly say: (what: string) => void;
}

export function workbookTheatre(options: WorkbookTheatreOptions): Theatre {
  const { deployment, config, workbook, say } = options;
  const restore = async (): Promise<void> => {
    if (readMark(workbook) === undefined) return;
    say(`Putting the settings of ${config.name} back …`);
    await redeploy(deployment, config);
    removeMark(workbook);
  };
  return {
    preview: (act) => preview(options, act),
    stageFor: async (act) => {
      const readiness = readinessOf(config, act);
      const settings = settingsText(readiness.differences);
      const changes = act.steps.flatMap((step) => (step.kind === 'stack' ? [step.stack.do] : []));
      if (settings !== '' || changes.length > 0) {
        leaveMark(workbook, {
          project: config.name,
          lesson: options.lesson,
          act: act.id,
          settings: settings || changes.join(', '),
        });
      }
      say(`Bringing ${config.name} to what this act needs …`);
      await redeploy(deployment, worldOf(config, act));
      const stage = stageOf(options, worldOf(config, act));
      // What an earlier run or a drill outside of lessons left open would be mistaken for this act's doing.
      await undoOpen(stage, say);
      await askForCapacity(stage, readiness);
      return stage;
    },
    restore,
    mend: async () => {
      const mark = readMark(workbook);
      if (mark === undefined) return;
      say(
        `The lesson ${mark.lesson} was ended in the middle; ${config.name} still has its settings: ${mark.settings}.`,
      );
      if (isDeployed(deployment)) {
        await undoOpen(stageOf(options), say);
      }
      await restore();
    },
  };
}

function stageOf({ deployment, undoLog, labOf, config }: WorkbookTheatreOptions, world: Config = config): Stage {
  const stack = stageStack(deployment, world);
  const creation = (): ReturnType<Stage['creation']> => deployment.state.load()?.creation;
  const lab = withState(labOf(deployedOutputs(deployment)), deployment);
  return { lab, undoLog, project: deployment.project, creation, stack };
}

async function undoOpen({ lab, undoLog, project }: Stage, say: (what: string) => void): Promise<void> {
  for (const { drill } of toldHealed(await heal(lab, undoLog, project))) say(`Undone: ${drill.title}`);
}

const isDeployed = ({ state }: Deployment): boolean =>
  typeof state.load()?.outputs.asg_name === 'string' && state.load()?.outputs.asg_name !== '';

async function preview(options: WorkbookTheatreOptions, act: Act): Promise<Preview> {
  const { config, deployment, undoLog } = options;
  const readiness = readinessOf(config, act);
  const { differences, impossible } = readiness;
  const open = told(undoLog.open().filter(({ project }) => project === basename(deployment.project)));
  const settings = differences.map(
    ({ setting, own, needed }) => `${setting}: ${JSON.stringify(own)} → ${JSON.stringify(needed)}, and back afterwards`,
  );
  const capacity = isDeployed(deployment)
    ? await capacityChange(stageOf(options), readiness)
    : [`deploy ${config.name}, which is not deployed yet`];
  return {
    impossible,
    steps: [...open.map(({ title }) => `undo what is still open: ${title}`), ...capacity, ...settings],
  };
}

async function capacityChange({ lab }: Stage, readiness: Readiness): Promise<readonly string[]> {
  const { group } = await lab.observe();
  const wanted = capacityToAskFor(readiness, group);
  if (wanted === undefined) return [];
  return [`desired capacity: ${group.desiredCapacity} → ${wanted}, and back afterwards`];
}

/** Like a drill: its undo is on disk first, and the end of the act undoes it. */
async function askForCapacity(stage: Stage, readiness: Readiness): Promise<void> {
  const { group } = await stage.lab.observe();
  const wanted = capacityToAskFor(readiness, group);
  if (wanted === undefined) return;
  const ask = new SetDesiredCapacityCommand({
    AutoScalingGroupName: group.name,
    DesiredCapacity: wanted,
    HonorCooldown: false,
  });
  const undo = { do: 'set-desired-capacity', groupName: group.name, desiredCapacity: group.desiredCapacity } as const;
  await performDrill(
    stage.lab,
    stage.undoLog,
    {
      title: `desired capacity ${group.desiredCapacity} → ${wanted} for the lesson`,
      target: group.name,
      touches: [{ kind: 'group', id: group.name }],
      undo: [undo],
      perform: async (lab) => {
        await lab.clients.autoscaling.send(ask);
      },
    },
    { project: stage.project, drill: 'set-desired-capacity' },
  );
}

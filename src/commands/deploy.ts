// `ha-lab deploy`: synthesise the project, apply it to the sandbox, and wait until the targets are healthy.

import { Flags } from '@oclif/core';
import { type ApplyResult, isEmptyPlan, type Plan, type Progress, planCounts } from '../applier/index.js';
import { untilInterrupted } from '../cli/interrupt.js';
import { LabCommand, type Session } from '../cli/lab-command.js';
import { planText, progressText } from '../cli/plan-text.js';
import { LabError } from '../errors.js';
import { applyDeploy, deployedOutputs, type PlannedDeploy, planDeploy, waitUntilHealthy } from '../lab/deploy.js';
import type { StackOutputs } from '../lab/lab.js';

export default class Deploy extends LabCommand {
  static override summary = 'Build the project on the sandbox, and wait until it is healthy';
  static override description =
    'What stands already is compared with the project; only the difference is applied. Time is virtual: the minutes that AWS needs pass in moments.';
  static override examples = ['<%= config.bin %> deploy', '<%= config.bin %> deploy --project generated/shop'];
  static override flags = {
    seed: Flags.string({
      description: 'Seed of a new sandbox: the same one tells the same story again, another one another',
      helpValue: 'text',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Deploy);
    const { seed } = flags;
    await this.inSession(
      flags.project,
      async (session) => {
        if (seed !== undefined) await requireSeed(session, seed);
        await this.deploy(session);
      },
      seed === undefined ? {} : { birth: { seed } },
    );
  }

  private async deploy(session: Session): Promise<void> {
    const { deployment } = session;
    const planned = await planDeploy(deployment);
    this.say(planText(planned.plan));
    const { value, interrupted } = await untilInterrupted(async (signal) => {
      const result = await this.apply(session, planned, signal);
      if (result.failed.length > 0) throw failed(result);
      if (signal.aborted && result.skipped.length > 0) throw stopped(result);
      const outputs = deployedOutputs(deployment);
      return { result, outputs, healthyAfterSeconds: await waitUntilHealthy(deployment, outputs, signal) };
    });
    this.report(planned.plan, value);
    if (interrupted) process.exitCode = 130;
    else if (value.healthyAfterSeconds === undefined) process.exitCode = 3;
  }

  private apply({ deployment }: Session, planned: PlannedDeploy, signal: AbortSignal): Promise<ApplyResult> {
    signal.addEventListener('abort', () => this.say('Ctrl-C: finishing what is under way; a second one ends at once.'));
    const progress = (step: Progress): void => {
      const line = progressText(step);
      if (line !== undefined) this.say(line);
    };
    return applyDeploy(deployment, planned, progress, signal);
  }

  private report(plan: Plan, { result, outputs, healthyAfterSeconds }: Deployed): void {
    const nothing = isEmptyPlan(plan);
    const text = [
      nothing
        ? `${outputs.project} stands as the project says; nothing was changed.`
        : `Deployed ${outputs.project} in ${Math.round(result.elapsedSeconds)} s of the sandbox’s time. ${doneText(plan)}`,
      healthText(healthyAfterSeconds),
      `address  ${outputs.url}`,
      '         (it answers inside the sandbox)',
      'next     ha-lab status · ha-lab break stop-docker · ha-lab lesson run',
    ].join('\n');
    this.print(text, {
      project: outputs.project,
      outputs,
      elapsedSeconds: result.elapsedSeconds,
      healthyAfterSeconds: healthyAfterSeconds ?? null,
      done: result.done,
    });
  }
}

/** A sandbox keeps the seed it began with: everything that happened in it was drawn from that. */
async function requireSeed({ open }: Session, wanted: string): Promise<void> {
  const { seed } = await open.control.status();
  if (seed === wanted) return;
  throw new LabError('REFUSED', `This sandbox began with the seed "${seed}"; a seed cannot be changed later.`, {
    suggestions: [
      `ha-lab sandbox reset   sets it aside; then: ha-lab deploy --seed ${wanted}`,
      'without --seed this one goes on',
    ],
    exitCode: 2,
  });
}

interface Deployed {
  readonly result: ApplyResult;
  readonly outputs: StackOutputs;
  readonly healthyAfterSeconds: number | undefined;
}

function doneText(plan: Plan): string {
  const { add, change, destroy } = planCounts(plan);
  return `${add} added, ${change} changed, ${destroy} destroyed.`;
}

function healthText(afterSeconds: number | undefined): string {
  if (afterSeconds === undefined) return 'The targets are not healthy yet; see why: ha-lab status';
  if (afterSeconds === 0) return 'All targets are healthy.';
  return `All targets healthy ${Math.round(afterSeconds)} s later: the machines had to boot, install Docker and\npass a check.`;
}

function stopped({ done, skipped }: ApplyResult): LabError {
  return new LabError(
    'INTERRUPTED',
    `Stopped: ${done.length} steps are done and saved, ${skipped.length} were not begun.`,
    {
      suggestions: ['Go on from here: ha-lab deploy', 'Or take everything down again: ha-lab destroy'],
      exitCode: 130,
    },
  );
}

function failed(result: Awaited<ReturnType<typeof applyDeploy>>): LabError {
  const lines = result.failed.map(({ address, message }) => `  ${address}: ${message}`);
  const skipped = result.skipped.map(({ address, because }) => `  ${address} skipped, it needs ${because}`);
  return new LabError(
    'DEPLOY_FAILED',
    ['The deploy stopped half-way; what was created is kept:', ...lines, ...skipped].join('\n'),
    {
      suggestions: [
        'Mend the cause, then go on from here: ha-lab deploy',
        'Or take everything down again: ha-lab destroy',
      ],
      exitCode: 2,
    },
  );
}

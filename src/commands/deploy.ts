// `ha-lab deploy`: synthesise the project, apply it to the sandbox, and wait until the targets are healthy.

import { LabCommand, type Session } from '../cli/lab-command.js';
import { planText, progressText, sumText } from '../cli/plan-text.js';
import { LabError } from '../errors.js';
import { applyDeploy, deployedOutputs, planDeploy, waitUntilHealthy } from '../lab/deploy.js';

export default class Deploy extends LabCommand {
  static override summary = 'Build the project on the sandbox, and wait until it is healthy';
  static override description =
    'What stands already is compared with the project; only the difference is applied. Time is virtual: the minutes that AWS needs pass in moments.';
  static override examples = ['<%= config.bin %> deploy', '<%= config.bin %> deploy --project generated/shop'];

  async run(): Promise<void> {
    const { flags } = await this.parse(Deploy);
    await this.inSession(flags.project, (session) => this.deploy(session));
  }

  private async deploy(session: Session): Promise<void> {
    const { deployment } = session;
    const planned = await planDeploy(deployment);
    this.say(planText(planned.plan));
    const result = await applyDeploy(deployment, planned, (progress) => {
      const line = progressText(progress);
      if (line !== undefined) this.say(line);
    });
    if (result.failed.length > 0) throw failed(result);
    const outputs = deployedOutputs(deployment);
    const healthyAfterSeconds = await waitUntilHealthy(deployment, outputs);
    const text = [
      `Deployed ${outputs.project} in ${Math.round(result.elapsedSeconds)} s of the sandbox’s time. ${sumText(planned.plan)}`,
      healthyAfterSeconds === undefined
        ? 'The targets are not healthy yet; see why: ha-lab status'
        : `All targets healthy ${Math.round(healthyAfterSeconds)} s later: the machines had to boot, install Docker and pass a check.`,
      `address  ${outputs.url}   (it answers inside the sandbox)`,
      'next     ha-lab status · ha-lab break stop-docker · ha-lab lesson run',
    ].join('\n');
    this.print(text, {
      project: outputs.project,
      outputs,
      elapsedSeconds: result.elapsedSeconds,
      healthyAfterSeconds: healthyAfterSeconds ?? null,
      done: result.done,
    });
    if (healthyAfterSeconds === undefined) process.exitCode = 3;
  }
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

// `ha-lab plan`: what a deploy would change.

import { planJson } from '../applier/index.js';
import { LabCommand } from '../cli/lab-command.js';
import { planText } from '../cli/plan-text.js';
import { planDeploy } from '../lab/deploy.js';

export default class Plan extends LabCommand {
  static override summary = 'Show what a deploy would create, change and remove';
  static override examples = ['<%= config.bin %> plan', '<%= config.bin %> plan --project generated/shop --json'];

  async run(): Promise<void> {
    const { flags } = await this.parse(Plan);
    await this.inSession(
      flags.project,
      async ({ deployment }) => {
        const { plan } = await planDeploy(deployment);
        this.print(planText(plan), planJson(plan));
      },
      { looksOnly: true },
    );
  }
}

// `ha-lab plan`: what a deploy would change.

import { planJson } from '../applier/index.js';
import { untilInterrupted } from '../cli/interrupt.js';
import { ENGINE_FLAG, LabCommand, TARGET_FLAG } from '../cli/lab-command.js';
import { planText } from '../cli/plan-text.js';
import { planDeploy } from '../lab/deploy.js';
import { terraformCounts, terraformPlanText } from '../report/terraform-text.js';

export default class Plan extends LabCommand {
  static override summary = 'Show what a deploy would create, change and remove';
  static override examples = [
    '<%= config.bin %> plan',
    '<%= config.bin %> plan --project generated/shop --json',
    '<%= config.bin %> plan --engine terraform',
  ];
  static override flags = { ...TARGET_FLAG, ...ENGINE_FLAG };

  async run(): Promise<void> {
    const { flags } = await this.parse(Plan);
    const { target, engine } = flags;
    await this.inSession(
      flags.project,
      async ({ deployment }) => {
        const { terraform } = deployment;
        if (terraform !== undefined) {
          const { value: plan } = await untilInterrupted((signal) => terraform.plan({ signal }));
          return this.print(terraformPlanText(plan), { counts: terraformCounts(plan.changes), ...plan });
        }
        const { plan } = await planDeploy(deployment);
        this.print(planText(plan), planJson(plan));
      },
      { target, looksOnly: true, ...(engine === undefined ? {} : { engine }) },
    );
  }
}

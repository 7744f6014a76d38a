// `ha-lab doctor`: what this machine has and lacks, and what to do about it.

import { Flags } from '@oclif/core';
import { examine } from '../account/doctor/index.js';
import { BaseCommand } from '../cli/base-command.js';
import { DEFAULT_NAME, defaultConfig, loadConfig } from '../generator/index.js';
import { iamPolicy } from '../lab/iam-policy.js';
import { findProject, findWorkbook, projectsIn, type Workbook } from '../lab/workbook.js';
import { doctorText } from '../report/doctor-text.js';

interface About {
  readonly name: string;
  readonly region: string;
  readonly folder: string;
}

export default class Doctor extends BaseCommand {
  static override summary = 'What this machine has and lacks, and what to do about it';
  static override description =
    'Nothing is changed, and nobody outside of this machine is asked unless --target aws is given: then the account says who is calling. Secrets are masked, so that the lines can be pasted into a bug report. Exit 5 where something is in the way of everything.';
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --target aws',
    '<%= config.bin %> doctor --iam > policy.json',
  ];
  static override flags = {
    iam: Flags.boolean({ description: 'Print the IAM policy that deploys, breaks and destroys the project, and end' }),
    target: Flags.option({
      description: 'aws: ask the account, too, who is calling',
      options: ['sandbox', 'aws'] as const,
      default: 'sandbox' as const,
    })(),
    project: Flags.string({ description: 'Folder of the project (default: the one there is)', helpValue: 'folder' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const workbook = findWorkbook(process.cwd());
    const { name, region, folder } = await this.about(workbook, flags.project, flags.iam);
    if (flags.iam) {
      const policy = iamPolicy(name, region);
      this.print(JSON.stringify(policy, null, 2), { policy });
      return;
    }
    const account = flags.target === 'aws';
    const checks = await examine({ workbook, env: process.env, region, folder, account });
    this.print(doctorText(checks), { checks });
    if (checks.some(({ state }) => state === 'problem')) process.exitCode = 5;
  }

  /** The project that is meant; where none is, or several are and it does not matter which, the recommended one's name and region. */
  private async about(workbook: Workbook, named: string | undefined, must: boolean): Promise<About> {
    const projects = projectsIn(workbook).length;
    if (named === undefined && projects !== 1 && !(must && projects > 1)) {
      const { name, region } = defaultConfig(DEFAULT_NAME);
      return { name, region, folder: process.cwd() };
    }
    const folder = findProject(workbook, { from: process.cwd(), named, command: this.typedSoFar() });
    const { config } = await loadConfig(`${folder}/ha-lab.json`);
    return { name: config.name, region: config.region, folder };
  }
}

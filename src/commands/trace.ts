// `ha-lab trace <from> <to>`: may this packet pass, and which rule decides?

import { Args, Flags } from '@oclif/core';
import { LabCommand, type Session, TARGET_FLAG } from '../cli/lab-command.js';
import { painter } from '../cli/paint.js';
import { traceBetween } from '../lab/trace/index.js';
import { traceText } from '../report/trace-text.js';

export default class Trace extends LabCommand {
  static override summary = 'May this packet pass? The rule that decides, at every hop';
  static override description =
    'Reads routes, NAT gateways, security groups, network ACLs and DNS support from AWS’s own Describe calls, and sends nothing. What those do not tell (a zone without power, an app that hangs) it cannot see.';
  static override examples = [
    '<%= config.bin %> trace internet alb',
    '<%= config.bin %> trace alb i-0a1 --port 80',
    '<%= config.bin %> trace i-0a1 internet',
    '<%= config.bin %> trace internet nat:us-east-1a --json',
  ];
  static override args = {
    from: Args.string({
      description: 'internet, alb, alb:<zone>, or an instance id (its beginning is enough)',
      required: true,
    }),
    to: Args.string({ description: 'the same, or nat, nat:<zone>', required: true }),
  };
  static override flags = {
    ...TARGET_FLAG,
    port: Flags.integer({ description: 'TCP port (default: 443 towards the internet, else 80)', min: 1, max: 65_535 }),
    check: Flags.boolean({ description: 'Exit 3 unless it passes' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Trace);
    const work = async (session: Session): Promise<void> => {
      const traces = await traceBetween(this.labOf(session), args.from, args.to, flags.port);
      this.print(traceText(traces, { paint: painter(process.stdout) }), { traces });
      if (flags.check && traces.some(({ passes }) => !passes)) process.exitCode = 3;
    };
    await this.inSession(flags.project, work, { target: flags.target, looksOnly: true });
  }
}

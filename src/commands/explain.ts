// `ha-lab explain`: the chain of causes behind an instance, an alarm, the group or one happening.

import { Args } from '@oclif/core';
import { LabCommand, type Session } from '../cli/lab-command.js';
import { painter } from '../cli/paint.js';
import { consequencesOf, explain, findSubject } from '../lab/explain/index.js';
import { explainText } from '../report/explain-text.js';

export default class Explain extends LabCommand {
  static override summary = 'Why something happened: the chain of causes, back to what set it off';
  static override description =
    'Follows the sandbox’s journal backwards: a launch to the capacity that was wanted, that to a policy, the policy to its alarm, the alarm to the load. Every line has the number under which it can be asked for itself.';
  static override examples = [
    '<%= config.bin %> explain                  (the newest turn)',
    '<%= config.bin %> explain i-0a1            (an instance; the beginning of its id is enough)',
    '<%= config.bin %> explain cpu-high         (an alarm)',
    '<%= config.bin %> explain group            (the desired capacity)',
    '<%= config.bin %> explain 138 --json       (one happening by its number)',
  ];
  static override args = {
    what: Args.string({ description: 'An instance id, an alarm, group, or the number of a happening' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain);
    await this.inSession(flags.project, (session) => this.explain(session, args.what), { looksOnly: true });
  }

  private async explain(session: Session, name: string | undefined): Promise<void> {
    const seen = await this.labOf(session).observe();
    if (session.undoLog.open().some(({ hidden }) => hidden !== undefined)) this.say(HUSHED);
    const record = await this.recordOf(session, seen);
    const subject = findSubject(record, name);
    const explanation = explain(record, subject.happening);
    const ledTo = consequencesOf(record, subject.happening);
    const { startedAt = 0 } = await session.place.when();
    this.print(explainText({ subject, explanation, ledTo, startedAt }, { paint: painter(process.stdout) }), {
      subject,
      explanation,
      ledTo,
    });
  }
}

const HUSHED = 'A fault is to be found: until it is named, only what AWS itself tells is told here.\n';

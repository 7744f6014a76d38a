// `ha-lab heal`: whatever drills left open is undone, newest first; what cannot be is told with its reason.

import { LabCommand, type Session, TARGET_FLAG } from '../cli/lab-command.js';
import { LabError } from '../errors.js';
import { tryToHeal, type Unhealed } from '../lab/drill.js';
import { requireOnePlace } from '../lab/endpoint.js';
import { asTold, toldHealed } from '../lab/hidden.js';
import { healText } from '../report/drill-text.js';

export default class Heal extends LabCommand {
  static override summary = 'Undo every drill that is still open';
  static override description =
    'Each drill wrote its undo down before it began; this carries the steps out, newest drill first. Exit 5 when one could not be undone: it stays open, and another heal tries again.';

  static override flags = { ...TARGET_FLAG };

  async run(): Promise<void> {
    const { flags } = await this.parse(Heal);
    const { target } = flags;
    if (target === 'aws') requireOnePlace('heal');
    const work = async (session: Session): Promise<boolean> => {
      const done = await tryToHeal(this.labOf(session), session.undoLog, session.project);
      const { unhealed } = done;
      const healed = toldHealed(done.healed);
      const stillOpen = unhealed.map(({ drill, failure }) => ({ drill: asTold(drill), reason: reasonOf(failure) }));
      const next = nextSteps(unhealed).map((line) => `next    ${line}`);
      this.print([healText(healed, stillOpen), ...next].join('\n'), { healed, stillOpen });
      if (unhealed.length > 0) process.exitCode = 5;
      return done.healed.length > 0 && unhealed.length === 0;
    };
    const lastIsHealed = await this.inSession(flags.project, work, { target });
    if (target === 'aws' && lastIsHealed) {
      await this.offerDestroy(flags.project, flags.input, 'the drills are undone');
    }
  }
}

const reasonOf = (failure: unknown): string => (failure instanceof Error ? failure.message : String(failure));

function nextSteps(unhealed: readonly Unhealed[]): readonly string[] {
  const said = unhealed.flatMap(({ failure }) => (failure instanceof LabError ? failure.suggestions : []));
  return unhealed.length === 0 ? [] : [...new Set([...said, 'ha-lab heal   (again, once the reason is gone)'])];
}

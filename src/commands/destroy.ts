// `ha-lab destroy`: everything is removed, and it is shown that nothing is left.

import { basename } from 'node:path';
import { Flags } from '@oclif/core';
import { callerOf } from '../account/index.js';
import { isEmptyPlan } from '../applier/index.js';
import { ENGINE_FLAG, LabCommand, type Session, TARGET_FLAG } from '../cli/lab-command.js';
import { planText } from '../cli/plan-text.js';
import {
  closeBooks,
  enterLeft,
  priced,
  type Removal,
  removeByApplier,
  removeByTag,
  removeByTerraform,
  undoOpenDrills,
  whatIsLeft,
} from '../cli/removal.js';
import { showError } from '../cli/show-error.js';
import { CONFIRM_FLAG, confirmByName } from '../cli/typed-confirmation.js';
import { LabError } from '../errors.js';
import { planDestroy } from '../lab/deploy.js';
import { requireOnePlace } from '../lab/endpoint.js';
import { inventory } from '../lab/inventory.js';
import { callerText } from '../report/account-text.js';
import { leftText, standingText, stateText, sweepText } from '../report/destroy-text.js';
import { Cancelled, canAsk, createPrompts } from '../terminal/prompts.js';

interface Asking {
  readonly yes: boolean;
  readonly confirm?: string | undefined;
  readonly input: boolean;
}

export default class Destroy extends LabCommand {
  static override summary = 'Remove everything, and prove that nothing is left';
  static override description =
    'Open drills are undone first, then what the state knows is destroyed; at the end every API is asked twice, by tag and by list. What is left is named with its price and the command that removes it (exit 6). Where the state was lost, whatever carries the project’s tag is removed in the order that AWS allows.';
  static override examples = [
    '<%= config.bin %> destroy',
    '<%= config.bin %> destroy --yes',
    '<%= config.bin %> destroy --target aws --confirm shop',
  ];
  static override flags = {
    ...TARGET_FLAG,
    ...ENGINE_FLAG,
    ...CONFIRM_FLAG,
    yes: Flags.boolean({ char: 'y', description: 'On the sandbox: do not ask' }),
  };

  /** `left`: the learner left a question; said here, for whoever offered the destroy has more to say. */
  async run(): Promise<'left' | undefined> {
    const { flags } = await this.parse(Destroy);
    const { target, engine } = flags;
    if (target === 'aws') requireOnePlace('destroy');
    try {
      await this.inSession(flags.project, (session) => this.destroy(session, flags), {
        target,
        ...(engine === undefined ? {} : { engine }),
      });
      return undefined;
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      showError(new Cancelled('nothing was removed'), this.wantsJson());
      return 'left';
    }
  }

  private async destroy(session: Session, asking: Asking): Promise<void> {
    const remove = await this.planned(session);
    const removal = remove === undefined ? { removed: 0, failures: [] } : await this.carryOut(session, remove, asking);
    await this.report(session, removal);
  }

  private async carryOut(session: Session, remove: () => Promise<Removal>, asking: Asking): Promise<Removal> {
    await this.confirm(session, asking);
    await undoOpenDrills(session, (line) => this.say(line));
    return remove();
  }

  /** Shows what would go and how; undefined: nothing stands. */
  private async planned(session: Session): Promise<(() => Promise<Removal>) | undefined> {
    const { deployment, place } = session;
    const talk = { say: (text: string): void => this.say(text), json: this.wantsJson() };
    if (place.target === 'aws') this.say(callerText({ caller: await callerOf(place.clients), region: place.region }));
    const standing = priced(await inventory(deployment.clients, deployment.project), place.region);
    const price = (): void => this.say(`\n${standingText(standing)}`);
    const { terraform } = deployment;
    if (terraform === undefined) {
      const { plan } = await planDestroy(deployment);
      if (!isEmptyPlan(plan)) {
        this.say(planText(plan));
        price();
        return () => removeByApplier(session, talk);
      }
    } else {
      const known = terraform.standing()?.resources ?? [];
      if (known.length > 0) {
        this.say(stateText(known));
        price();
        return () => removeByTerraform(session, talk);
      }
    }
    if (!standing.some(({ tagged }) => tagged)) return undefined;
    this.say(sweepText(standing));
    price();
    return () => removeByTag(session, talk);
  }

  /** On an account the project's name, on the sandbox a yes. */
  private async confirm({ place, project }: Session, { yes, confirm, input }: Asking): Promise<void> {
    if (place.target === 'aws') {
      const what = 'remove all of this for good';
      const command = this.typed('destroy', project);
      return confirmByName({ name: basename(project), given: confirm, what, command, mayAsk: input });
    }
    if (yes) return;
    if (!canAsk(process, { noInput: !input, ci: process.env.CI })) {
      throw new LabError('INPUT_NEEDED', 'Destroying needs a yes, and nobody can be asked here.', {
        suggestions: ['ha-lab destroy --yes'],
        exitCode: 4,
      });
    }
    const prompts = await createPrompts({ input: process.stdin, output: process.stderr });
    if (await prompts.confirm({ message: 'Remove all of this?', initial: false })) return;
    throw new LabError('REFUSED', 'Nothing was removed.', { suggestions: ['ha-lab status'], exitCode: 2 });
  }

  private async report(session: Session, { removed, failures }: Removal): Promise<void> {
    const left = await whatIsLeft(session);
    if (failures.length > 0) this.say(['Some of it could not be removed:', ...failures].join('\n  '));
    if (left.length === 0) closeBooks(session);
    else {
      enterLeft(session, left);
      process.exitCode = 6;
    }
    const again = session.place.target === 'aws' ? this.typed('destroy', session.project) : 'ha-lab destroy';
    this.print(leftText(removed, left, again), { removed, left, failures });
  }
}

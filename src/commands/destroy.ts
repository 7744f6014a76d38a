// `ha-lab destroy`: everything is removed, and it is shown that nothing is left.

import { Flags } from '@oclif/core';
import type { ApplyResult, Progress } from '../applier/index.js';
import { untilInterrupted } from '../cli/interrupt.js';
import { LabCommand, type Session } from '../cli/lab-command.js';
import { planText, progressText } from '../cli/plan-text.js';
import { LabError } from '../errors.js';
import { applyDeploy, planDestroy } from '../lab/deploy.js';
import { heal } from '../lab/drill.js';
import { inventory, type Leftover } from '../lab/inventory.js';
import { tableText } from '../report/table.js';
import { canAsk, createPrompts } from '../terminal/prompts.js';

export default class Destroy extends LabCommand {
  static override summary = 'Remove everything, and prove that nothing is left';
  static override flags = {
    yes: Flags.boolean({ char: 'y', description: 'Do not ask' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Destroy);
    await this.inSession(flags.project, async (session) => {
      const planned = await planDestroy(session.deployment);
      this.say(planText(planned.plan));
      if (!flags.yes && planned.plan.changes.length > 0) await this.confirm(flags.input);
      if (session.undoLog.open().length > 0 && planned.plan.changes.length > 0) {
        await heal(this.labOf(session), session.undoLog, session.project);
      }
      const progress = (step: Progress): void => {
        const line = progressText(step);
        if (line !== undefined) this.say(line);
      };
      const { value: result, interrupted } = await untilInterrupted((signal) =>
        applyDeploy(session.deployment, planned, progress, signal),
      );
      if (result.failed.length > 0) throw stuck(result.failed);
      if (interrupted && result.skipped.length > 0) throw stopped(result);
      await this.report(session, result.done.length);
    });
  }

  private async confirm(mayAsk: boolean): Promise<void> {
    if (!canAsk(process, { noInput: !mayAsk, ci: process.env.CI })) {
      throw new LabError('INPUT_NEEDED', 'Destroying needs a yes, and nobody can be asked here.', {
        suggestions: ['ha-lab destroy --yes'],
        exitCode: 4,
      });
    }
    const prompts = await createPrompts({ input: process.stdin, output: process.stderr });
    if (await prompts.confirm({ message: 'Remove all of this?', initial: false })) return;
    throw new LabError('REFUSED', 'Nothing was removed.', { suggestions: ['ha-lab status'], exitCode: 2 });
  }

  private async report(session: Session, removed: number): Promise<void> {
    const left = await inventory(session.deployment.clients, session.deployment.project);
    const text =
      left.length === 0
        ? `${removed} resources removed. Asked each API again: 0 resources left.`
        : `${removed} resources removed, ${left.length} left:\n${leftTable(left)}`;
    this.print(text, { removed, left });
    if (left.length > 0) process.exitCode = 6;
  }
}

function stopped({ done, skipped }: ApplyResult): LabError {
  return new LabError('INTERRUPTED', `Stopped: ${done.length} steps are done, ${skipped.length} were not begun.`, {
    suggestions: ['Go on from here: ha-lab destroy', 'Or build it again: ha-lab deploy'],
    exitCode: 130,
  });
}

function leftTable(left: readonly Leftover[]): string {
  return tableText(
    [{ title: 'RESOURCE' }, { title: 'ID' }, { title: 'REMOVE IT WITH' }],
    left.map(({ kind, id, command }) => [kind, id, command]),
  );
}

function stuck(failures: readonly { readonly address: string; readonly message: string }[]): LabError {
  const lines = failures.map(({ address, message }) => `  ${address}: ${message}`);
  return new LabError('DEPLOY_FAILED', ['Some resources could not be removed:', ...lines].join('\n'), {
    suggestions: ['Run it again; it goes on where it stopped: ha-lab destroy'],
    exitCode: 6,
  });
}

// `ha-lab destroy`: everything is removed, and it is shown that nothing is left.

import { Flags } from '@oclif/core';
import type { Progress } from '../applier/index.js';
import { untilInterrupted } from '../cli/interrupt.js';
import { ENGINE_FLAG, LabCommand, type Session, TARGET_FLAG } from '../cli/lab-command.js';
import { planText, progressText } from '../cli/plan-text.js';
import { terraformScreen } from '../cli/terraform-screen.js';
import { LabError } from '../errors.js';
import { applyDeploy, planDestroy } from '../lab/deploy.js';
import { heal } from '../lab/drill.js';
import { requireLoopback } from '../lab/endpoint.js';
import { inventory, type Leftover } from '../lab/inventory.js';
import type { TerraformEngine } from '../lab/terraform-engine.js';
import { tableText } from '../report/table.js';
import { canAsk, createPrompts } from '../terminal/prompts.js';

export default class Destroy extends LabCommand {
  static override summary = 'Remove everything, and prove that nothing is left';
  static override flags = {
    ...TARGET_FLAG,
    ...ENGINE_FLAG,
    yes: Flags.boolean({ char: 'y', description: 'Do not ask' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Destroy);
    const { target, engine, yes } = flags;
    if (target === 'aws') requireLoopback('destroy');
    await this.inSession(
      flags.project,
      async (session) => {
        const { terraform } = session.deployment;
        const ask = (anything: boolean): Promise<void> => this.prepare(session, anything, !yes, flags.input);
        const removed = await (terraform === undefined ? this.apply(session, ask) : this.terraform(terraform, ask));
        await this.report(session, removed);
      },
      { target, ...(engine === undefined ? {} : { engine }) },
    );
  }

  /** The question, then the undo of open drills: what they changed could keep a resource from going. */
  private async prepare(session: Session, anything: boolean, ask: boolean, mayAsk: boolean): Promise<void> {
    if (!anything) return;
    if (ask) await this.confirm(mayAsk);
    if (session.undoLog.open().length > 0) await heal(this.labOf(session), session.undoLog, session.project);
  }

  private async apply(session: Session, ask: (anything: boolean) => Promise<void>): Promise<number> {
    const planned = await planDestroy(session.deployment);
    this.say(planText(planned.plan));
    await ask(planned.plan.changes.length > 0);
    const progress = (step: Progress): void => {
      const line = progressText(step);
      if (line !== undefined) this.say(line);
    };
    const { value: result, interrupted } = await untilInterrupted((signal) =>
      applyDeploy(session.deployment, planned, progress, signal),
    );
    if (result.failed.length > 0) throw stuck(result.failed);
    if (interrupted && result.skipped.length > 0) throw stopped(result.done.length, result.skipped.length);
    return result.done.length;
  }

  private async terraform(terraform: TerraformEngine, ask: (anything: boolean) => Promise<void>): Promise<number> {
    const standing = terraform.standing()?.resources ?? [];
    this.say(standingText(standing));
    await ask(standing.length > 0);
    if (standing.length === 0) return 0;
    const screen = terraformScreen(process.stderr, 'terraform destroy', (line) => this.say(line));
    const { onEvent } = screen;
    const { value } = await untilInterrupted((signal) =>
      terraform.destroy({ signal, ...(this.wantsJson() ? {} : { onEvent }) }).finally(screen.end),
    );
    const removed = value.done.filter(({ action }) => action === 'delete').length;
    if (value.failure !== undefined) throw value.interrupted ? stopped(removed) : value.failure;
    return removed;
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

function standingText(resources: readonly string[]): string {
  if (resources.length === 0) return 'Terraform’s state holds nothing.';
  const rows = resources.map((address) => ['- delete', address]);
  return `${tableText([{ title: 'ACTION' }, { title: 'RESOURCE' }], rows)}\n\n${resources.length} to destroy.`;
}

/** @param left steps that were not begun; Terraform does not count them. */
function stopped(done: number, left?: number): LabError {
  const rest = left === undefined ? 'the rest still stands' : `${left} were not begun`;
  return new LabError('INTERRUPTED', `Stopped: ${done} steps are done, ${rest}.`, {
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

// `ha-lab` alone: where you are and what to do next. With --tour (npm start): the way in, or, where nobody can be asked, the whole course.

import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { homeFacts } from '../cli/home-facts.js';
import { findWorkbook, type Workbook } from '../lab/workbook.js';
import { type HomeStep, homeText, nextSteps, WELCOME } from '../report/home-text.js';
import { canAsk, createPrompts, type Prompts } from '../terminal/prompts.js';

export default class Home extends BaseCommand {
  static override summary = 'Where you are, and what to do next';
  static override hidden = true;
  static override flags = {
    tour: Flags.boolean({ description: 'Begin: choose on a terminal; elsewhere run the whole course unattended' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Home);
    const workbook = findWorkbook(process.cwd());
    const facts = await homeFacts(workbook);
    const steps = nextSteps(facts);
    if (!flags.tour) {
      this.print(homeText(facts, steps), {
        workbook: workbook.folder,
        projects: facts.projects.map(({ name }) => name),
        deployed: facts.projects.flatMap(({ name, state }) => (state === 'deployed' ? [name] : [])),
        clock: facts.clock ?? null,
        drills: facts.drills,
        course: facts.course,
        next: steps.map(({ command, says }) => ({ command: `ha-lab ${command.join(' ')}`, says })),
      });
      return;
    }
    if (!canAsk(process, { noInput: !flags.input, ci: process.env.CI })) {
      return this.config.runCommand('lesson:run', ['--all', '--yes']);
    }
    await this.guide(workbook, steps);
  }

  /** One step after the other, each time with what makes sense from there; until somebody has enough, or a step fails. */
  private async guide(workbook: Workbook, first: readonly HomeStep[]): Promise<void> {
    const prompts = await createPrompts({ input: process.stdin, output: process.stderr });
    await prompts.intro('ha-lab');
    this.say(WELCOME);
    let [message, steps] = ['What first?', first];
    for (;;) {
      const step = await this.choose(prompts, message, steps);
      if (step === undefined) return;
      const [name = '', ...rest] = step.command;
      const topic = this.config.findCommand(`${name}:${rest[0]}`) === undefined ? name : `${name}:${rest.shift()}`;
      await this.config.runCommand(topic, [...rest]);
      if (process.exitCode !== undefined && process.exitCode !== 0) return;
      [message, steps] = ['What next?', nextSteps(await homeFacts(workbook))];
    }
  }

  /** Undefined: nothing for the moment. */
  private async choose(prompts: Prompts, message: string, steps: readonly HomeStep[]): Promise<HomeStep | undefined> {
    const choices = [
      ...steps.map(({ command, says }, index) => ({
        value: String(index),
        label: says,
        hint: `ha-lab ${command.join(' ')}`,
      })),
      { value: 'quit', label: 'nothing for the moment', hint: 'come back with: npx ha-lab' },
    ];
    return steps[Number(await prompts.select({ message, choices, initial: '0' }))];
  }
}

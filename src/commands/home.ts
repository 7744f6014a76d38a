// `ha-lab` alone: where you are and what to do next. With --tour (npm start): the way in, or, where nobody can be asked, the whole course.

import { basename, relative } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { LabError } from '../errors.js';
import { isDeployed } from '../lab/state-file.js';
import { findWorkbook, projectsIn, type Workbook } from '../lab/workbook.js';
import { canAsk, createPrompts } from '../terminal/prompts.js';

const WELCOME =
  'ha-lab: build a highly available stack, break it, and see what the load balancer, the alarms and the group do about it.\n' +
  'It runs on a sandbox inside this process: no account, no cost, no network; minutes pass in moments.';

interface Step {
  readonly command: readonly string[];
  readonly says: string;
}

export default class Home extends BaseCommand {
  static override summary = 'Where you are, and what to do next';
  static override hidden = true;
  static override flags = {
    tour: Flags.boolean({ description: 'Begin: choose on a terminal; elsewhere run the whole course unattended' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Home);
    const workbook = findWorkbook(process.cwd());
    const steps = nextSteps(workbook);
    if (!flags.tour) return this.showSteps(workbook, steps);
    if (!canAsk(process, { noInput: !flags.input, ci: process.env.CI })) {
      return this.config.runCommand('lesson:run', ['--all', '--yes']);
    }
    await this.choose(steps);
  }

  private showSteps(workbook: Workbook, steps: readonly Step[]): void {
    const projects = projectsIn(workbook).map((folder) => basename(folder));
    const here = projects.length === 0 ? WELCOME : `Projects here: ${projects.join(', ')}`;
    const lines = steps.map(({ command, says }) => `  ha-lab ${command.join(' ').padEnd(28)} ${says}`);
    this.print([here, '', ...lines].join('\n'), {
      workbook: workbook.folder,
      projects,
      next: steps.map(({ command, says }) => ({ command: `ha-lab ${command.join(' ')}`, says })),
    });
  }

  private async choose(steps: readonly Step[]): Promise<void> {
    const prompts = await createPrompts({ input: process.stdin, output: process.stderr });
    await prompts.intro('ha-lab');
    this.say(WELCOME);
    const choices = [
      ...steps.map(({ command, says }, index) => ({
        value: String(index),
        label: says,
        hint: `ha-lab ${command.join(' ')}`,
      })),
      { value: 'quit', label: 'nothing for the moment', hint: 'come back with: npx ha-lab' },
    ];
    const chosen = await prompts.select({ message: 'What first?', choices, initial: '0' });
    const step = steps[Number(chosen)];
    if (step === undefined) return;
    const [name = '', ...rest] = step.command;
    const topic = this.config.findCommand(`${name}:${rest[0]}`) === undefined ? name : `${name}:${rest.shift()}`;
    await this.config.runCommand(topic, [...rest]);
  }
}

/** What makes sense from here, most useful first. */
function nextSteps(workbook: Workbook): readonly Step[] {
  const lessons: Step = { command: ['lesson', 'run'], says: 'predict, break and watch: the course' };
  const unattended: Step = {
    command: ['lesson', 'run', '--all', '--yes'],
    says: 'watch all lessons run by themselves',
  };
  const projects = projectsIn(workbook);
  const [project] = projects;
  if (project === undefined) {
    return [{ command: ['new'], says: 'answer a few questions, get a project of your own' }, lessons, unattended];
  }
  const standing = projects.find((candidate) => mayStand(workbook, candidate));
  const named = (folder: string): readonly string[] =>
    projects.length === 1 ? [] : ['--project', relative(process.cwd(), folder)];
  if (standing === undefined) {
    return [{ command: ['deploy', ...named(project)], says: 'build it on the sandbox' }, lessons, unattended];
  }
  return [
    { command: ['status', ...named(standing)], says: 'how the stack is, and why' },
    { command: ['break', 'stop-docker', ...named(standing)], says: 'break one machine, and watch the group heal it' },
    lessons,
  ];
}

/** A state that cannot be read is no reason not to say where one is: `status` explains it. */
function mayStand(workbook: Workbook, project: string): boolean {
  try {
    return isDeployed(workbook, project);
  } catch (error) {
    if (error instanceof LabError) return true;
    throw error;
  }
}

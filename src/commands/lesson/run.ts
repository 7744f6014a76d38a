// `ha-lab lesson run`: one lesson with the learner, or all of them with nobody to ask.

import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Args, Flags } from '@oclif/core';
import type { Session } from '../../cli/lab-command.js';
import { LessonCommand } from '../../cli/lesson-command.js';
import { lessonAsker, lessonScreen } from '../../cli/lesson-screen.js';
import { painter } from '../../cli/paint.js';
import { UnattendedRun } from '../../cli/unattended-run.js';
import { LabError } from '../../errors.js';
import { DEFAULT_NAME, defaultDestination, loadConfig, planProject, writeProject } from '../../generator/index.js';
import { sandboxLab } from '../../lab/sandbox-lab.js';
import { projectsIn } from '../../lab/workbook.js';
import { type Lesson, mutated } from '../../lesson/lesson.js';
import { Pace } from '../../lesson/pace.js';
import { type LessonEnd, runLesson } from '../../lesson/runner.js';
import { workbookTheatre } from '../../lesson/workbook-theatre.js';
import { Cancelled, canAsk, createPrompts, type Prompts } from '../../terminal/prompts.js';

export default class LessonRun extends LessonCommand {
  static override summary = 'Predict, break, watch, understand: a lesson; without a name: the next one';
  static override examples = [
    '<%= config.bin %> lesson run',
    '<%= config.bin %> lesson run docker-dies',
    '<%= config.bin %> lesson run --all --yes',
    '<%= config.bin %> lesson run docker-dies --yes --seed 7 --json',
  ];
  static override args = { lesson: Args.string({ description: 'Id or number of the lesson' }) };
  static override flags = {
    all: Flags.boolean({ description: 'Every lesson of the course, one after the other' }),
    yes: Flags.boolean({
      char: 'y',
      description:
        'Ask nothing: play on a fresh stack in memory, judge, print the evidence; exit 3 unless everything held',
    }),
    seed: Flags.string({ description: 'Chance of the sandbox, with --yes', default: 'ha-lab' }),
    drill: Flags.boolean({
      description: 'With --yes --no-drill: do nothing to the stack, and see what is not held then',
      default: true,
      allowNo: true,
      hidden: true,
    }),
    mutant: Flags.integer({
      description: 'With --yes: in the world of the lesson’s n-th mutant',
      min: 1,
      hidden: true,
    }),
    brief: Flags.boolean({ description: 'Predict, break, watch and why; no other questions' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LessonRun);
    const course = this.course();
    const lessons = flags.all ? course.lessons : [this.lessonOf(course, args.lesson)];
    if (flags.yes) {
      const played =
        flags.mutant === undefined ? lessons : lessons.map((lesson) => ofMutant(lesson, flags.mutant ?? 0));
      return this.unattended(played, flags.seed, flags.drill);
    }
    if (this.wantsJson() || !canAsk(process, { noInput: !flags.input, ci: process.env.CI })) {
      throw inputNeeded(flags.all ? '--all' : (args.lesson ?? lessons[0]?.id ?? ''));
    }
    const prompts = await createPrompts({ input: process.stdin, output: process.stderr });
    if (projectsIn(this.workbook()).length === 0 && flags.project === undefined) await this.offerProject(prompts);
    for (const lesson of lessons) {
      const end = await this.inSession(flags.project, (session) =>
        this.withLearner(session, prompts, lesson, course.lessons, flags.brief),
      );
      if (end.end === 'left') return;
    }
  }

  private async unattended(lessons: readonly Lesson[], seed: string, drill: boolean): Promise<void> {
    const unattended = new UnattendedRun({
      workbook: this.workbook(),
      json: this.wantsJson(),
      version: this.config.version,
      seed,
      paint: painter(process.stdout),
    });
    const { data, exitCode } = await unattended.run(lessons, drill);
    if (this.wantsJson()) this.print('', data);
    process.exitCode = exitCode;
  }

  /** A lesson needs a stack, a stack needs a project. Throws NOT_DEPLOYED when the learner wants none. */
  private async offerProject(prompts: Prompts): Promise<void> {
    const folder = defaultDestination(DEFAULT_NAME);
    const message = `There is no project here yet. Write the recommended one to ${folder}?`;
    if (!(await prompts.confirm({ message, initial: true }))) {
      throw new LabError('NOT_DEPLOYED', 'A lesson is played on a project of yours.', {
        suggestions: ['ha-lab new', 'ha-lab lesson run --all --yes   needs none'],
        exitCode: 2,
      });
    }
    const { files } = await planProject({ name: DEFAULT_NAME });
    writeProject(files, folder);
    this.say(`Written: ${files.length} files in ${folder}`);
  }

  private async withLearner(
    { workbook, project, open, deployment, undoLog }: Session,
    prompts: Prompts,
    lesson: Lesson,
    lessons: readonly Lesson[],
    brief: boolean,
  ): Promise<LessonEnd> {
    const stopped = new AbortController();
    const interrupted = (): void => stopped.abort();
    const { signal } = stopped;
    const pace = new Pace((ms) => sleep(ms, undefined, { signal }).catch(() => {}));
    const screen = lessonScreen({
      out: process.stderr,
      input: process.stdin,
      paint: painter(process.stderr),
      faster: () => pace.faster(),
      slower: () => pace.slower(),
      interrupted,
    });
    const { config } = await loadConfig(`${project}/ha-lab.json`);
    const { seed } = await open.control.status();
    process.on('SIGINT', interrupted);
    process.on('SIGTERM', interrupted);
    try {
      const end = await runLesson({
        lesson,
        lessons,
        workbook,
        theatre: workbookTheatre({
          deployment,
          config,
          undoLog,
          labOf: (outputs) => sandboxLab(open, outputs),
          onDeploy: (what) => screen.line(what),
        }),
        screen,
        asker: lessonAsker(prompts),
        progress: this.progress(),
        pace,
        target: 'sandbox',
        origin: { haLab: this.config.version, node: process.version, seed, project: config.name },
        brief,
        signal,
      });
      this.close(end, lesson, lessons, basename(project));
      if (signal.aborted) process.exitCode = 130;
      return end;
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      const left: LessonEnd = { end: 'left', result: 'unknown' };
      this.close(left, lesson, lessons, basename(project));
      process.exitCode = 130;
      return left;
    } finally {
      screen.release();
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
    }
  }

  private close({ end, result }: LessonEnd, lesson: Lesson, lessons: readonly Lesson[], project: string): void {
    if (end === 'left') {
      this.say(`Your place is kept, ${project} is as it was. Go on with: ha-lab lesson run ${lesson.id}`);
      return;
    }
    const next = lessons[lessons.indexOf(lesson) + 1];
    const observed = result === 'held' ? 'everything came as expected' : 'not everything came as expected';
    this.say(`Lesson ${lesson.number} is done: ${observed}. ${project} has its own settings again.`);
    this.say(
      next === undefined ? 'That was the last lesson so far.' : `next   ha-lab lesson run ${next.id}   ${next.title}`,
    );
  }
}

function ofMutant(lesson: Lesson, number: number): Lesson {
  const { mutants } = lesson.front;
  const mutant = mutants[number - 1];
  if (mutant !== undefined) return mutated(lesson, mutant);
  throw new LabError('INVALID_LESSON', `The lesson ${lesson.id} has ${mutants.length} mutants, no ${number}.`, {
    suggestions: mutants.map((_, index) => `ha-lab lesson run ${lesson.id} --yes --mutant ${index + 1}`),
    exitCode: 2,
  });
}

function inputNeeded(which: string): LabError {
  return new LabError('INPUT_NEEDED', 'A lesson asks questions, and nobody can be asked here.', {
    suggestions: [`ha-lab lesson run ${which} --yes`],
    exitCode: 4,
  });
}

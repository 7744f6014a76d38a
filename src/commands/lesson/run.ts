// `ha-lab lesson run`: one lesson with the learner, or all of them with nobody to ask.

import { Args, Flags } from '@oclif/core';
import { passLessonGate } from '../../cli/account-gate.js';
import { type Session, TARGET_FLAG } from '../../cli/lab-command.js';
import { parseLength } from '../../cli/lengths.js';
import { readAnswers } from '../../cli/lesson-askers.js';
import { LessonCommand } from '../../cli/lesson-command.js';
import { closingLines, type LearnerOptions, learnersTheatre, playWithLearner } from '../../cli/lesson-with-learner.js';
import { painter } from '../../cli/paint.js';
import { CONFIRM_FLAG } from '../../cli/typed-confirmation.js';
import { UnattendedRun } from '../../cli/unattended-run.js';
import { LabError } from '../../errors.js';
import { DEFAULT_NAME, defaultDestination, loadConfig, planProject, writeProject } from '../../generator/index.js';
import { requireWatchable } from '../../lab/aws-lab.js';
import { requireOnePlace } from '../../lab/endpoint.js';
import { projectsIn } from '../../lab/workbook.js';
import { type Course, lessonsOfTrack } from '../../lesson/course.js';
import { drawnAs, faultIds } from '../../lesson/draw.js';
import { type Lesson, mutated } from '../../lesson/lesson.js';
import type { LessonEnd } from '../../lesson/runner.js';
import type { Theatre } from '../../lesson/stage.js';
import { statusText } from '../../report/status-text.js';
import { canAsk, createPrompts } from '../../terminal/prompts.js';

export default class LessonRun extends LessonCommand {
  static override summary = 'Predict, break, watch, understand: a lesson; without a name: the next one';
  static override examples = [
    '<%= config.bin %> lesson run',
    '<%= config.bin %> lesson run docker-dies',
    '<%= config.bin %> lesson run --all --yes',
    '<%= config.bin %> lesson run docker-dies --yes --seed 7 --json',
    '<%= config.bin %> lesson run docker-dies --yes --here',
    '<%= config.bin %> lesson run --track 45-minutes --speed 60',
    '<%= config.bin %> lesson run docker-dies --answer predict:who=elb',
    '<%= config.bin %> lesson run docker-dies --target aws --confirm shop',
  ];
  static override args = { lesson: Args.string({ description: 'Id or number of the lesson' }) };
  static override flags = {
    ...TARGET_FLAG,
    ...CONFIRM_FLAG,
    all: Flags.boolean({ description: 'Every lesson of the course, one after the other' }),
    yes: Flags.boolean({
      char: 'y',
      description:
        'Ask nothing: play on a fresh stack in memory (with --target aws: on the one that stands), judge, print the evidence; exit 3 unless everything held',
    }),
    here: Flags.boolean({
      description: 'With --yes: on the stack of this project, which gets its own settings back',
      dependsOn: ['yes'],
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
    fault: Flags.string({
      description: 'With --yes: of the hidden faults this one, in every act that may meet it',
      hidden: true,
    }),
    track: Flags.string({
      description: 'The lessons of a track, one after the other: `ha-lab lesson list` names them',
    }),
    speed: Flags.string({
      description: 'Virtual seconds per second, or max; without it the pace follows what happens',
      helpValue: '30|max',
    }),
    accessible: Flags.boolean({
      description: 'For screen readers: nothing is redrawn, choices by number, a line every few seconds',
    }),
    answer: Flags.string({
      description: 'An answer by name, such as predict:who=elb; may be repeated',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'question=answer',
    }),
    answers: Flags.string({ description: 'JSON file of answers by name', helpValue: 'file' }),
    brief: Flags.boolean({ description: 'Predict, break, watch and why; no other questions' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LessonRun);
    const course = this.course();
    const lessons = this.lessonsOf(course, { ...flags, name: args.lesson });
    const { target } = flags;
    if (target === 'aws') requireOnePlace('lesson run');
    if (flags.yes && (flags.here || target === 'aws')) return this.unattendedThere(lessons, flags);
    if (flags.yes) {
      const { mutant, fault } = flags;
      const inWorld = mutant === undefined ? lessons : lessons.map((lesson) => ofMutant(lesson, mutant));
      const played = fault === undefined ? inWorld : inWorld.map((lesson) => ofFault(lesson, fault));
      return this.unattended(played, flags.seed, flags.drill);
    }
    const answers = readAnswers(flags.answers, flags.answer ?? []);
    const asks = canAsk(process, { noInput: !flags.input, ci: process.env.CI });
    const [first] = lessons;
    if (this.wantsJson() || (!asks && args.lesson === undefined && Object.keys(answers).length === 0)) {
      throw inputNeeded(flags.all ? '--all' : (first?.id ?? ''));
    }
    if (projectsIn(this.workbook()).length === 0 && flags.project === undefined) await this.offerProject(asks);
    for (const lesson of lessons) {
      const options: LearnerOptions = {
        lesson,
        lessons: course.lessons,
        brief: flags.brief,
        accessible: flags.accessible,
        answers,
        canAsk: asks,
        version: this.config.version,
        status: async (session, room) =>
          statusText(await this.statusOf(session), { paint: painter(process.stderr), ...room }),
        ...(flags.speed === undefined ? {} : { speed: speedOf(flags.speed) }),
      };
      const play = async (session: Session): Promise<LessonEnd> => {
        if (target === 'aws') await this.gate(session, [lesson], flags);
        const played = await playWithLearner(session, options);
        for (const line of closingLines(played, options, session.project)) this.say(line);
        return played;
      };
      const end = await this.inSession(flags.project, play, { target });
      if (end.end === 'left') break;
    }
    if (target === 'aws') await this.offerDestroy(flags.project, flags.input);
  }

  private lessonsOf(
    course: Course,
    {
      all,
      track,
      name,
    }: { readonly all: boolean; readonly track?: string | undefined; readonly name: string | undefined },
  ): readonly Lesson[] {
    if (all) return course.lessons;
    if (track !== undefined) return lessonsOfTrack(course, track);
    return [this.lessonOf(course, name)];
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

  /** Before anything of the account is touched. Throws NOT_DEPLOYED, INPUT_NEEDED, REFUSED. */
  private async gate(session: Session, lessons: readonly Lesson[], flags: GateFlags): Promise<void> {
    const lab = this.labOf(session);
    const ms = lessons.reduce((sum, { front }) => sum + parseLength(front.time.aws), 0);
    const which = flags.all === true ? '--all' : (lessons[0]?.id ?? '');
    const command = this.typed(`lesson run ${which}${flags.yes === true ? ' --yes' : ''}`, session.project);
    const say = (text: string): void => this.say(text);
    await passLessonGate(session, ms, { given: flags.confirm, mayAsk: flags.input, command, say });
    await requireWatchable(lab);
  }

  /** On the stack that stands: of an account there is no fresh one to be had for nothing. */
  private async unattendedThere(lessons: readonly Lesson[], flags: GateFlags): Promise<void> {
    const work = async (session: Session): Promise<void> => {
      const { target } = session.place;
      if (target === 'aws') await this.gate(session, lessons, flags);
      const { config } = await loadConfig(`${session.project}/ha-lab.json`);
      const unattended = new UnattendedRun({
        workbook: session.workbook,
        json: this.wantsJson(),
        version: this.config.version,
        seed: '',
        paint: painter(process.stdout),
      });
      const say = (what: string): void => this.say(what);
      const theatreFor = ({ id }: Lesson): Theatre => learnersTheatre(session, { lesson: id, config, say });
      const { data, exitCode } = await unattended.runOn(theatreFor, lessons, target);
      if (this.wantsJson()) this.print('', data);
      process.exitCode = exitCode;
    };
    await this.inSession(flags.project, work, { target: flags.target });
  }

  /** A lesson needs a stack, a stack needs a project. Throws NOT_DEPLOYED when the learner wants none. */
  private async offerProject(asks: boolean): Promise<void> {
    const folder = defaultDestination(DEFAULT_NAME);
    const message = `There is no project here yet. Write the recommended one to ${folder}?`;
    if (asks) {
      const prompts = await createPrompts({ input: process.stdin, output: process.stderr });
      if (!(await prompts.confirm({ message, initial: true }))) throw noProject();
    }
    const { files } = await planProject({ name: DEFAULT_NAME });
    writeProject(files, folder);
    this.say(`Written: ${files.length} files in ${folder}`);
  }
}

interface GateFlags {
  readonly target: 'sandbox' | 'aws';
  readonly project?: string;
  readonly confirm?: string;
  readonly input: boolean;
  readonly all?: boolean;
  readonly yes?: boolean;
}

const noProject = (): LabError =>
  new LabError('NOT_DEPLOYED', 'A lesson is played on a project of yours.', {
    suggestions: ['ha-lab new', 'ha-lab lesson run --all --yes   needs none'],
    exitCode: 2,
  });

/** `10`, `×10`, or `max`. */
function speedOf(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const speed = Number(text.replace(/^[×x]/, ''));
  if (Number.isFinite(speed) && speed > 0) return speed;
  throw new LabError('INVALID_CONFIG', `--speed ${text} is no speed: virtual seconds per second, such as 30, or max.`, {
    suggestions: ['ha-lab lesson run --speed 30', 'ha-lab lesson run --speed max'],
    exitCode: 2,
  });
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

function ofFault(lesson: Lesson, fault: string): Lesson {
  const known = faultIds(lesson);
  if (known.includes(fault)) return drawnAs(lesson, fault);
  throw new LabError('INVALID_LESSON', `The lesson ${lesson.id} hides no fault named ${fault}.`, {
    suggestions: known.map((id) => `ha-lab lesson run ${lesson.id} --yes --fault ${id}`),
    exitCode: 2,
  });
}

function inputNeeded(which: string): LabError {
  return new LabError('INPUT_NEEDED', 'A lesson asks questions, and nobody can be asked here.', {
    suggestions: [`ha-lab lesson run ${which} --yes`],
    exitCode: 4,
  });
}

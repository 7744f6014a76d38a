// `ha-lab new`: answers → review → project. Questions, rules and files are the generator's; here they meet the terminal.
import { relative } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { LabError } from '../errors.js';
import {
  type Answers,
  type Asker,
  askAgain,
  askAnswers,
  DEFAULT_NAME,
  defaultDestination,
  environmentName,
  flagText,
  isFree,
  judgeAnswers,
  LAST_ANSWERS,
  lastAnswers,
  type ProjectPlan,
  planProject,
  QUESTIONS,
  type Question,
  readAnswers,
  refusalText,
  rememberAnswers,
  requireFree,
  resolveGiven,
  reviewText,
  unanswered,
  type Written,
  withDefaults,
  writeProject,
} from '../generator/index.js';
import { canAsk, createPrompts, type Prompts } from '../terminal/prompts.js';

type Setup = 'recommended' | 'reuse' | 'customise';

interface Run {
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly setup: Setup | undefined;
  readonly output: string | undefined;
  /** Undefined where nobody can be asked. */
  readonly prompts: Prompts | undefined;
}

export default class New extends BaseCommand {
  static override summary = 'Ask a few questions and write a project';
  static override description =
    'Every question has a flag, an environment variable (HA_LAB_MIN_SIZE for --min-size) and a key in the answers file (minSize). The first of these that is given counts; then --yes takes the recommended answer; then you are asked.';
  static override examples = [
    '<%= config.bin %> new',
    '<%= config.bin %> new shop --yes --min-size 2',
    '<%= config.bin %> new shop --yes --policy-type target-tracking --dry-run',
  ];
  static override args = { name: Args.string({ description: 'Name of the project' }) };
  static override flags = {
    yes: Flags.boolean({ char: 'y', description: 'Recommended answers for everything not given; ask nothing' }),
    answers: Flags.string({ description: 'Answers from a JSON file', helpValue: 'file.json' }),
    setup: Flags.string({
      description: 'Where the other answers come from',
      options: ['recommended', 'reuse', 'customise'],
    }),
    output: Flags.string({
      char: 'o',
      description: 'Folder to write (default: generated/<name>)',
      helpValue: 'folder',
    }),
    'dry-run': Flags.boolean({ description: 'Show what would be written, and write nothing' }),
    ...questionFlags(QUESTIONS),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(New);
    const interactive = !flags.yes && canAsk(process, { noInput: !flags.input, ci: process.env.CI });
    const run: Run = {
      yes: flags.yes,
      dryRun: flags['dry-run'],
      setup: flags.setup as Setup | undefined,
      output: flags.output,
      prompts: interactive ? await createPrompts({ input: process.stdin, output: process.stderr }) : undefined,
    };
    const file = flags.answers === undefined ? {} : readAnswers(flags.answers);
    const given = resolved({ ...flags, name: args.name ?? flags.name }, file);
    if (given.name !== undefined) requireFree(destination(run, String(given.name)));

    const answers = await this.reconciled(await this.complete(given, run), run);
    const plan = await planProject(answers);
    const directory = destination(run, plan.config.name);
    requireFree(directory);
    this.say(reviewText({ ...plan, directory }));
    if (run.dryRun) return this.print(filePlan(plan, directory), { dryRun: true, ...facts(plan, directory) });
    if (run.prompts && !(await run.prompts.confirm({ message: 'Write the project?', initial: true }))) {
      return this.say('Nothing was written.');
    }
    const written = writeProject(plan.files, directory);
    rememberAnswers('.', plan.answers);
    this.print(nextSteps(written), {
      dryRun: false,
      gitInitialised: written.gitInitialised,
      ...facts(plan, directory),
    });
  }

  /** Answers that can be built: what contradicts itself is asked once more, for as long as somebody can be asked, and nothing else is lost. */
  private async reconciled(answers: Answers, run: Run): Promise<Answers> {
    const { objections } = judgeAnswers(QUESTIONS, answers);
    const again = [...new Set(objections.flatMap((objection) => objection.answers))];
    if (run.prompts === undefined || again.length === 0) return answers;
    const kept = 'Every other answer is kept. Asked once more, with what you said filled in:';
    this.say(`${refusalText(objections)}\n\n${kept}`);
    const place = (name: string): string => destination(run, name);
    return this.reconciled(await askAgain(QUESTIONS, answers, again, asker(run.prompts, place)), run);
  }

  /** All answers, from whoever may give them. Throws INPUT_NEEDED (exit 4) where somebody would have to be asked and nobody is there. */
  private async complete(given: Answers, run: Run): Promise<Answers> {
    if (run.yes) return given;
    const open = unanswered(QUESTIONS, given);
    const setup = run.setup ?? (open.length > 0 && run.prompts ? await askSetup(run.prompts) : undefined);
    const known = setup === 'reuse' ? { ...reused(), ...given } : given;
    const missing = setup === 'customise' || setup === undefined ? unanswered(QUESTIONS, known) : nameOnly(known);
    if (missing.length === 0) return known;
    if (!run.prompts) throw inputNeeded(missing, known);
    const askable = setup === 'customise' ? QUESTIONS : QUESTIONS.filter((question) => missing.includes(question));
    const place = (name: string): string => destination(run, name);
    return askAnswers(
      askable.map((question) => withFreeName(question, place)),
      known,
      asker(run.prompts, place),
    );
  }
}

/** A flag for each question. Values are texts here; the generator parses them, so that every source is judged alike. */
function questionFlags(questions: readonly Question[]) {
  const entries = questions.map((question) => {
    const common = { description: `${question.help} [env: ${environmentName(question)}]`, helpGroup: 'STACK' };
    if (question.type === 'boolean') return [question.flag, Flags.boolean({ ...common, allowNo: true })] as const;
    const helpValue =
      question.type === 'choice' ? question.choices.map((choice) => choice.value).join('|') : question.type;
    return [question.flag, Flags.string({ ...common, helpValue })] as const;
  });
  return Object.fromEntries(entries);
}

function resolved(flags: Readonly<Record<string, unknown>>, file: Readonly<Record<string, unknown>>): Answers {
  const { given, problems } = resolveGiven(QUESTIONS, { flags, environment: process.env, file });
  if (problems.length === 0) return given;
  throw new LabError(
    'INVALID_CONFIG',
    problems.length === 1
      ? (problems[0] ?? '')
      : `${problems.length} answers cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    {
      suggestions: ['every setting and its values: ha-lab new --help'],
      exitCode: 2,
    },
  );
}

function destination(run: Run, name: string): string {
  return run.output ?? defaultDestination(name);
}

async function askSetup(prompts: Prompts): Promise<Setup> {
  const last = lastAnswers('.');
  const choices = [
    { value: 'recommended', label: 'Recommended', hint: 'two zones, two machines, step scaling; asks for a name only' },
    ...(last ? [{ value: 'reuse', label: 'Reuse last answers', hint: `from ${LAST_ANSWERS}` }] : []),
    { value: 'customise', label: 'Customise', hint: 'every setting, with the recommended answer filled in' },
  ];
  return (await prompts.select({
    message: 'How shall the stack be set up?',
    choices,
    initial: 'recommended',
  })) as Setup;
}

function reused(): Answers {
  const last = lastAnswers('.');
  if (last) {
    const { name: _, ...others } = resolved({}, last);
    return others;
  }
  throw new LabError('INPUT_NEEDED', `There are no last answers in this folder (${LAST_ANSWERS}).`, {
    suggestions: [
      'recommended answers instead: ha-lab new --setup recommended',
      'or a file of your own: ha-lab new --answers file.json',
    ],
    exitCode: 4,
  });
}

function nameOnly(known: Answers): readonly Question[] {
  return known.name === undefined ? QUESTIONS.filter((question) => question.id === 'name') : [];
}

function inputNeeded(missing: readonly Question[], known: Answers): LabError {
  const all = withDefaults(QUESTIONS, known);
  const name = String(known.name ?? DEFAULT_NAME);
  const given = QUESTIONS.filter((question) => question.id !== 'name' && known[question.id] !== undefined);
  const flags = (questions: readonly Question[]): string =>
    questions
      .filter((question) => question.id !== 'name')
      .map((question) => ` ${flagText(question, all[question.id])}`)
      .join('');
  const names = missing.map((question) => (question.id === 'name' ? '<name>' : `--${question.flag}`));
  return new LabError(
    'INPUT_NEEDED',
    `${missing.length === 1 ? 'An answer is' : `${missing.length} answers are`} missing and nobody can be asked here: ${names.join(' ')}`,
    {
      suggestions: [
        `recommended answers for all of them: ha-lab new ${name} --yes${flags(given)}`,
        `all of them said: ha-lab new ${name}${flags([...given, ...missing])}`,
      ],
      exitCode: 4,
    },
  );
}

/** The recommended name, or the first of its followers whose folder is free. */
function withFreeName(question: Question, place: (name: string) => string): Question {
  if (question.id !== 'name') return question;
  const names = [DEFAULT_NAME, ...Array.from({ length: 98 }, (_, index) => `${DEFAULT_NAME}-${index + 2}`)];
  return { ...question, default: () => names.find((name) => isFree(place(name))) ?? DEFAULT_NAME };
}

/** @param place the folder of a name: one that is taken is said while another can still be typed. */
function asker(prompts: Prompts, place: (name: string) => string): Asker {
  const taken = (question: Question, raw: string): string | undefined =>
    question.id === 'name' && !isFree(place(raw.trim())) ? `${place(raw.trim())} is there already` : undefined;
  return {
    ask: async (question, initial, check) => {
      const { prompt: message, help } = question;
      if (question.type === 'choice')
        return prompts.select({ message, help, choices: question.choices, initial: String(initial) });
      if (question.type === 'boolean') return prompts.confirm({ message, help, initial: initial === true });
      const text = await prompts.text({
        message,
        help,
        initial: Array.isArray(initial) ? initial.join(',') : String(initial),
        validate: (raw) => check(raw) ?? taken(question, raw),
      });
      return question.type === 'number'
        ? Number(text)
        : question.type === 'list'
          ? text.split(',').map((item) => item.trim())
          : text.trim();
    },
  };
}

function facts(plan: ProjectPlan, directory: string): Record<string, unknown> {
  return {
    project: plan.config.name,
    directory,
    files: plan.files.map(({ to, content }) => ({ path: to, bytes: Buffer.byteLength(content) })),
    config: plan.config,
    prices: plan.prices,
    warnings: plan.warnings,
    command: plan.command,
  };
}

function filePlan(plan: ProjectPlan, directory: string): string {
  return [
    `${plan.files.length} files would be written; nothing was.`,
    ...plan.files.map(({ to }) => `${directory}/${to}`),
  ].join('\n');
}

function nextSteps({ directory }: Written): string {
  const place = relative('.', directory) || '.';
  return [
    `Written: ${place}`,
    '',
    'Next',
    `  ha-lab deploy --project ${place}`,
    `  ${place}/README.md explains what is where`,
  ].join('\n');
}

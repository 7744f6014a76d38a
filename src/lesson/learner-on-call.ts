// The learner names a hidden fault: as often as it takes, each answer kept and explained, and between two of them one may look, or let a minute pass.

import type { Call, Naming, OnCall } from './diagnosis.js';
import type { Progress } from './progress.js';
import type { Asker, Choice, Screen } from './screen.js';

export interface OnCallOptions {
  readonly lesson: string;
  readonly screen: Screen;
  readonly asker: Asker;
  readonly progress: Progress;
  /** The status, as `ha-lab status` prints it; absent: nobody can show it. */
  readonly status?: () => Promise<string>;
  readonly signal: AbortSignal;
  /** Milliseconds of the learner's own time. */
  readonly now: () => number;
}

const LOOK = 'look';
const WAIT = 'wait';

export function learnerOnCall(options: OnCallOptions): OnCall {
  const { screen, asker, progress, lesson, now } = options;
  return {
    name: async (call) => {
      const beganAt = now();
      screen.line(CALLED);
      const causes = await askUntilRight(options, call, causeQuestion(call));
      const proofs = causes === undefined ? undefined : await askUntilRight(options, call, proofQuestion(call));
      if (causes === undefined || proofs === undefined) return undefined;
      return { causes, proofs, thoughtSeconds: Math.round((now() - beganAt) / 1_000) } satisfies Naming;
    },
    remedy: async ({ diagnosis: { id, remedy }, fault }) => {
      const step = `remedy:${id}`;
      const answer = await asker.choose({ id: step, message: remedy.ask }, choices(remedy.options));
      const right = remedy.options.some((one) => one.id === answer && one.cures.includes(fault));
      progress.add({ lesson, step, answer, right });
      return answer;
    },
  };
}

const CALLED = [
  '',
  'You are called. The world stands still until you have named what is wrong; take your time.',
  'Look from another terminal: ha-lab status (and --view network), ha-lab explain, ha-lab trace alb <instance>',
].join('\n');

interface Asked {
  /** `cause:first`. */
  readonly step: string;
  readonly ask: string;
  readonly options: readonly {
    readonly id: string;
    readonly text: string;
    readonly isRight: boolean;
    readonly right?: string | undefined;
    readonly wrong?: string | undefined;
  }[];
}

const causeQuestion = ({ diagnosis: { id, cause }, fault }: Call): Asked => ({
  step: `cause:${id}`,
  ask: cause.ask,
  options: cause.options.map((one) => ({ ...one, isRight: one.id === fault })),
});

const proofQuestion = ({ diagnosis: { id, proof }, fault }: Call): Asked => ({
  step: `proof:${id}`,
  ask: proof.ask,
  options: proof.options.map((one) => ({ ...one, isRight: one.proves.includes(fault) })),
});

const choices = (options: readonly { readonly id: string; readonly text: string }[]): readonly Choice[] =>
  options.map(({ id, text }) => ({ value: id, label: text }));

/** Every answer of this attempt in order, earlier ones included; undefined: the learner left. */
async function askUntilRight(
  { lesson, screen, asker, progress, status, signal }: OnCallOptions,
  call: Call,
  { step, ask, options }: Asked,
): Promise<readonly string[] | undefined> {
  const isRight = (id: string): boolean => options.some((one) => one.id === id && one.isRight);
  const tried = [...progress.answers(lesson, step)];
  const [last = ''] = tried.slice(-1);
  if (isRight(last)) {
    screen.line(`You have said before: ${options.find(({ id }) => id === last)?.text}`);
    return tried;
  }
  const others: readonly Choice[] = [
    ...(status === undefined ? [] : [{ value: LOOK, label: 'Look at the status first' }]),
    { value: WAIT, label: 'Let a minute pass first' },
  ];
  // Each time by a name of its own, so that answers given beforehand cannot go round in a circle.
  for (let time = tried.length + 1; ; time += 1) {
    const id = time === 1 ? step : `${step}:${time}`;
    const answer = await asker.choose({ id, message: ask }, [...choices(options), ...others]);
    if (answer === WAIT) await call.waitAMinute();
    if (signal.aborted) return undefined;
    if (answer === LOOK) screen.line(`\n${(await status?.()) ?? ''}\n`);
    const option = options.find((one) => one.id === answer);
    if (option === undefined) continue;
    tried.push(answer);
    progress.add({ lesson, step, answer, right: option.isRight });
    screen.prose(
      option.isRight ? `**Yes: ${option.text}.** ${option.right ?? ''}` : `“${option.text}”: ${option.wrong ?? ''}`,
    );
    if (option.isRight) return tried;
  }
}

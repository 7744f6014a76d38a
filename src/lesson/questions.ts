// Asking: predictions with confidence, what was seen, and the varied question at the end; each answered with its explanation.

import type { Confidence } from './progress.js';
import type { Prediction, Question } from './schema.js';
import type { Asker, Choice, Screen } from './screen.js';

const CONFIDENCE: readonly { readonly value: Confidence; readonly label: string }[] = [
  { value: 'sure', label: 'I am sure' },
  { value: 'unsure', label: 'I think so' },
  { value: 'guess', label: 'I am guessing' },
];

export const isRight = (prediction: Prediction, answer: string): boolean =>
  prediction.options.some(({ id, right }) => id === answer && right !== undefined);

export async function askPrediction(
  asker: Asker,
  prediction: Prediction,
  brief: boolean,
): Promise<{ readonly answer: string; readonly confidence?: Confidence }> {
  const id = `predict:${prediction.id}`;
  const answer = await asker.choose({ id, message: prediction.ask }, choicesOf(prediction));
  if (brief) return { answer };
  const confidence = await asker.maybe({ id: `sure:${prediction.id}`, message: 'How sure are you?' }, CONFIDENCE);
  return confidence === undefined ? { answer } : { answer, confidence: confidence as Confidence };
}

export const choicesOf = ({ options }: Prediction): readonly Choice[] =>
  options.map(({ id, text }) => ({ value: id, label: text }));

/** What was predicted, what was seen, and why it is so: for a wrong answer why it is wrong, and then what is right. */
export function compare(screen: Screen, prediction: Prediction, predicted: string, seen: string | undefined): void {
  const option = (id: string | undefined): Prediction['options'][number] | undefined =>
    prediction.options.find((one) => one.id === id);
  screen.line(`You predicted: ${option(predicted)?.text ?? predicted}`);
  if (seen !== undefined) screen.line(`You saw:       ${option(seen)?.text ?? seen}`);
  for (const id of new Set([predicted, seen])) {
    const wrong = option(id)?.wrong;
    if (wrong !== undefined) screen.prose(`“${option(id)?.text}”: ${wrong}`);
  }
  for (const { text, right } of prediction.options) {
    if (right !== undefined) screen.prose(`**${text}.** ${right}`);
  }
}

/** Asks, says whether it is right, and explains in either case. */
export async function askAgain(
  asker: Asker,
  screen: Screen,
  question: Question,
  id: string,
): Promise<{ readonly answer: string; readonly right: boolean }> {
  const { answer } = question;
  if ('choice' in answer) {
    const picked = await asker.choose(
      { id, message: question.ask },
      answer.choice.map(({ text }, index) => ({ value: String(index), label: text })),
    );
    const option = answer.choice[Number(picked)];
    const right = option?.right !== undefined;
    screen.prose(`${right ? 'Yes.' : 'No.'} ${option?.right ?? option?.wrong ?? ''}`);
    screen.prose(question.because);
    return { answer: option?.text ?? picked, right };
  }
  const wanted = 'seconds' in answer ? answer.seconds : answer.number;
  const given = await asker.number({ id, message: question.ask });
  const right = Math.abs(given - wanted) <= answer.within;
  screen.prose(`${right ? 'Yes.' : `Not quite: ${wanted}${'seconds' in answer ? ' s' : ''}.`} ${question.because}`);
  return { answer: String(given), right };
}

// The order of the wizard's questions. It asks through an interface, so that it knows no terminal.
import { type Answers, type AnswerValue, parseAnswer, type Question } from './answers.js';
import { configFromAnswers, schemaProblems, withDefaults } from './resolve.js';

/** Asks one question. `initial` is the recommended answer; `check` says what is wrong with a text typed in. */
export interface Asker {
  ask(question: Question, initial: AnswerValue, check: (raw: unknown) => string | undefined): Promise<AnswerValue>;
}

/** Asks what is still open, in the order of the table; earlier answers decide later defaults and which questions apply. */
export async function askAnswers(questions: readonly Question[], given: Answers, asker: Asker): Promise<Answers> {
  const answers: Record<string, AnswerValue | undefined> = { ...given };
  for (const question of questions) {
    const known = withDefaults(questions, answers);
    if (!question.asked || answers[question.id] !== undefined || question.when?.(known) === false) continue;
    answers[question.id] = await asker.ask(question, question.default(known), (raw) =>
      problemOf(questions, question, known, raw),
    );
  }
  return answers;
}

/** Asks some questions once more, proposing what was answered; everything else stays. @param again ids of answered questions */
export async function askAgain(
  questions: readonly Question[],
  answers: Answers,
  again: readonly string[],
  asker: Asker,
): Promise<Answers> {
  const kept = Object.fromEntries(Object.entries(answers).filter(([id]) => !again.includes(id)));
  const once = questions.map((question) => ({
    ...question,
    asked: again.includes(question.id),
    default: (known: Answers) =>
      (again.includes(question.id) ? answers[question.id] : undefined) ?? question.default(known),
  }));
  return askAnswers(once, kept, asker);
}

/** The same two checks every source goes through: the question's type, then the schema of its setting. */
function problemOf(
  questions: readonly Question[],
  question: Question,
  known: Answers,
  raw: unknown,
): string | undefined {
  const parsed = parseAnswer(question, raw);
  if ('problem' in parsed) return parsed.problem;
  const config = configFromAnswers(questions, { ...known, [question.id]: parsed.value });
  const own = schemaProblems(questions, config).find(({ path }) => path === question.path);
  return own?.text.slice(question.flag.length + 3);
}

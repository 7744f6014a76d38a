// What a question and an answer are. The questions themselves stand in questions.ts, the order of sources in resolve.ts.

export type AnswerValue = string | number | boolean | readonly string[];

/** Answers by question id. */
export type Answers = Readonly<Record<string, AnswerValue | undefined>>;

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

interface QuestionBase {
  /** camelCase: the key in an answers file and, as HA_LAB_<SNAKE_CASE>, the name of the environment variable. */
  readonly id: string;
  /** kebab-case, named after AWS's own setting. */
  readonly flag: string;
  /** The question as the wizard asks it. */
  readonly prompt: string;
  /** One sentence for --help and beneath the question. */
  readonly help: string;
  /** Where the answer goes in ha-lab.json ("group.minSize"); absent for answers that are not a number of the stack. */
  readonly path?: string;
  /** The recommended answer, given those already known. */
  readonly default: (answers: Answers) => AnswerValue;
  /** False: a flag, but never asked by the wizard. */
  readonly asked: boolean;
  /** The question means something only if this holds. */
  readonly when?: (answers: Answers) => boolean;
}

export type Question = QuestionBase &
  (
    | { readonly type: 'text' | 'list' | 'boolean' }
    | { readonly type: 'number'; readonly whole: boolean }
    | { readonly type: 'choice'; readonly choices: readonly Choice[] }
  );

/** HA_LAB_MIN_SIZE for minSize. */
export function environmentName(question: Question): string {
  return `HA_LAB_${question.flag.replaceAll('-', '_').toUpperCase()}`;
}

export type Parsed = { readonly value: AnswerValue } | { readonly problem: string };

/** Turns what came from a flag, a variable, a file or a prompt into the answer's type, or says what is wrong with it. */
export function parseAnswer(question: Question, raw: unknown): Parsed {
  switch (question.type) {
    case 'text':
      return typeof raw === 'string' && raw.trim() !== '' ? { value: raw.trim() } : { problem: 'must be a text' };
    case 'list':
      return parseList(raw);
    case 'boolean':
      return parseBoolean(raw);
    case 'number':
      return parseNumber(raw, question.whole);
    case 'choice': {
      const known = question.choices.some((choice) => choice.value === raw);
      const names = question.choices.map((choice) => choice.value).join(', ');
      return known ? { value: String(raw) } : { problem: `must be one of: ${names}` };
    }
  }
}

function parseList(raw: unknown): Parsed {
  const items = typeof raw === 'string' ? raw.split(',').map((item) => item.trim()) : raw;
  const valid =
    Array.isArray(items) && items.length > 0 && items.every((item) => typeof item === 'string' && item !== '');
  return valid ? { value: items } : { problem: 'must be a list of values separated by commas' };
}

function parseBoolean(raw: unknown): Parsed {
  if (raw === true || raw === 'true' || raw === 'yes' || raw === '1') return { value: true };
  if (raw === false || raw === 'false' || raw === 'no' || raw === '0') return { value: false };
  return { problem: 'must be true or false' };
}

function parseNumber(raw: unknown, whole: boolean): Parsed {
  const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  if (typeof value !== 'number' || !Number.isFinite(value)) return { problem: 'must be a number' };
  if (whole && !Number.isInteger(value)) return { problem: 'must be a whole number' };
  return { value };
}

// The command that makes the same project again: the name, and every answer that is not the recommended one.
import type { Answers, AnswerValue, Question } from './answers.js';
import { withDefaults } from './resolve.js';

/** A command line that can be pasted into a POSIX shell. What follows from another answer (zones from the region) is left out. */
export function recreateCommand(questions: readonly Question[], answers: Answers): string {
  const kept: Record<string, AnswerValue | undefined> = { name: answers.name };
  const flags: string[] = [];
  for (const question of questions) {
    const value = answers[question.id];
    if (question.id === 'name' || !differs(value, withDefaults(questions, kept)[question.id])) continue;
    kept[question.id] = value;
    flags.push(flagText(question, value));
  }
  return ['ha-lab new', quote(String(answers.name)), '--yes', ...flags].join(' ');
}

/** `--min-size 2`, `--no-detailed-monitoring`, `--availability-zones a,b`. */
export function flagText(question: Question, value: AnswerValue | undefined): string {
  if (question.type === 'boolean') return value === true ? `--${question.flag}` : `--no-${question.flag}`;
  return `--${question.flag} ${quote(Array.isArray(value) ? value.join(',') : String(value))}`;
}

function differs(left: AnswerValue | undefined, right: AnswerValue | undefined): boolean {
  return JSON.stringify(left) !== JSON.stringify(right);
}

function quote(text: string): string {
  return /^[\w./:,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

// The report as Markdown: the same sections, with tables where HTML has pictures. Pure.

import { diagnosisLines } from '../diagnosis-text.js';
import { sinceText } from '../lesson-values.js';
import { STORY_TITLE, storyLines } from '../story-text.js';
import { UNKNOWN } from '../table.js';
import { plotAlts } from './alt-text.js';
import { METRIC_HEAD, metricRows } from './metric-table.js';
import type { ActSection, LessonReport, LessonSection, MatrixRow, Understood } from './model.js';
import {
  actedText,
  afterTexts,
  answerText,
  dateText,
  END_WORDS,
  evidenceLines,
  lossText,
  noticedText,
  originText,
  outcomeText,
  RESULT_SIGNS,
  STATE_WORDS,
  understoodText,
  verdictText,
  wholeText,
} from './words.js';

export function reportMarkdown(report: LessonReport): string {
  const whose = report.learner === undefined ? '' : ` of ${report.learner}`;
  return `${[
    `# Lesson report${whose}`,
    `${report.course}. Made ${dateText(report.madeAt)} by ha-lab ${report.haLab}, from what was recorded.`,
    ...report.notes.map((note) => `> ${note}`),
    ...report.lessons.map(lessonMarkdown),
    matrixMarkdown(report.matrix),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

/** Cells may hold anything; a bar or a line break would end them. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function lessonMarkdown(lesson: LessonSection): string {
  const { run } = lesson;
  const attempt = lesson.attempts.at(-1);
  const when = attempt === undefined ? '' : `, ${dateText(attempt.startedAt)}, ${END_WORDS[attempt.end]}`;
  const unwatched = attempt?.understood.filter(({ act }) => run?.acts.every(({ id }) => id !== act) ?? true) ?? [];
  return [
    `## ${lesson.number} ${lesson.title}`,
    `Concept: \`${lesson.concept}\`; ${STATE_WORDS[lesson.state]}${when}.`,
    ...(run?.acts ?? []).map((act) =>
      actMarkdown(act, attempt?.understood.filter((one) => one.act === act.id) ?? [], lesson.id),
    ),
    ...(unwatched.length === 0 ? [] : ['### Asked, and not watched yet', ...unwatched.map(understoodMarkdown)]),
    ...(run?.missing ?? []).map(
      (title) => `Not played in this run: ${title}. Go on with \`ha-lab lesson run ${lesson.id}\`.`,
    ),
    ...(run === undefined ? [`Nothing of this lesson was watched yet: \`ha-lab lesson run ${lesson.id}\``] : []),
    `Hints used: ${lesson.hints.map(({ expectation }) => `\`${expectation}\``).join(', ') || 'none'}.`,
    ...(lesson.recalls.length === 0 ? [] : ['### Came back later', ...lesson.recalls.map(understoodMarkdown)]),
    ...earlierMarkdown(lesson),
    ...againMarkdown(lesson),
  ].join('\n\n');
}

function actMarkdown(act: ActSection, said: readonly Understood[], lesson: string): string {
  const odd = outcomeText(act.outcome);
  const shut = act.gate.conditions.map(({ that, holds }) => `- ${holds ? '✓' : '✗'} \`${that}\``).join('\n');
  return [
    `### ${act.position === undefined ? act.title : `Act ${act.position}: ${act.title}`}`,
    ...(odd === undefined ? [] : [`> ${odd}`]),
    '#### Understood: what you said',
    ...(said.length > 0
      ? said.map(understoodMarkdown)
      : [`Nobody was asked in this run. Predict first, then watch: \`ha-lab lesson run ${lesson}\``]),
    '#### Observed: what the stack did',
    act.outcome === 'gate-shut' ? shut : act.expectations.map((one) => verdictMarkdown(one, act)).join('\n'),
    ...diagnosisMarkdown(act),
    ...(act.outcome === 'gate-shut' ? [] : happenedMarkdown(act)),
    ...(act.whys.length === 0 ? [] : ['#### Why it is so', ...act.whys, ...storyMarkdown(act)]),
  ].join('\n\n');
}

function verdictMarkdown(one: ActSection['expectations'][number], { drilledAt, whys }: ActSection): string {
  const lines = [...evidenceLines(one, drilledAt), ...(whys.length === 0 ? [] : [one.why])];
  const when = one.when === '' ? '' : ` ${one.when}`;
  return [
    `- ${RESULT_SIGNS[one.result]} **${verdictText(one, drilledAt)}** \`${one.says}\`${when}`,
    ...lines.map((line) => `  - ${line}`),
  ].join('\n');
}

function diagnosisMarkdown({ diagnosis }: ActSection): readonly string[] {
  if (diagnosis === undefined) return [];
  const lines = diagnosisLines(diagnosis).flatMap(({ label, text, notSo }) => [
    `- **${label}** ${text}`,
    ...notSo.map((one) => `  - ${one}`),
  ]);
  return ['#### Named and mended', lines.join('\n')];
}

function storyMarkdown(act: ActSection): readonly string[] {
  const lines = storyLines(act).map(([time, what]) => `1. ${time} ${what}`);
  return lines.length === 0 ? [] : [`#### ${STORY_TITLE}`, lines.join('\n')];
}

function happenedMarkdown(act: ActSection): readonly string[] {
  const { timeline, drilledAt, series } = act;
  return [
    '#### On one time axis',
    plotAlts(series)
      .map(({ title, alt }) => `- ${title}: ${alt}`)
      .join('\n'),
    markdownTable(
      ['Time', 'Who', 'What'],
      timeline.map(({ at, who, what }) => [sinceText(at, drilledAt), who === 'balancer' ? 'load balancer' : who, what]),
    ),
    markdownTable(METRIC_HEAD, metricRows(act)),
  ];
}

const KINDS = { prediction: '', again: 'At the end: ', recall: 'Asked again before a later lesson: ' } as const;

function understoodMarkdown({ kind, ask, first, seen, because }: Understood): string {
  return [
    `**${KINDS[kind]}${ask}**`,
    [
      ...(first === undefined
        ? []
        : [`- ${kind === 'prediction' ? 'You predicted' : 'You said'}: ${answerText(first)}`]),
      ...(seen === undefined ? [] : [`- You saw: ${answerText(seen)}`]),
    ].join('\n'),
    ...because.map((text) => `> ${text}`),
  ].join('\n\n');
}

function earlierMarkdown({ attempts }: LessonSection): readonly string[] {
  const earlier = attempts.slice(0, -1);
  if (earlier.length === 0) return [];
  const rows = earlier.map(({ startedAt, end, understood, runs }) => [
    dateText(startedAt),
    END_WORDS[end],
    understood.map((one) => `${one.ask} ${understoodText(one)}`).join('; ') || UNKNOWN,
    runs.join(' ') || 'not watched',
  ]);
  return ['### Earlier attempts', markdownTable(['Begun', 'Ended', 'Understood', 'Run'], rows)];
}

function againMarkdown({ run, otherRuns }: LessonSection): readonly string[] {
  if (run === undefined) return [];
  const others = otherRuns.map(
    ({ name, recordedAt, unattended, result }) =>
      `- \`ha-lab lesson replay ${name}\` ${dateText(recordedAt)}, ${unattended ? 'by itself' : 'with you'}: ${RESULT_SIGNS[result]} ${result}`,
  );
  return [
    '### See it again',
    `This run: \`${run.replay}\`. Recorded ${dateText(run.recordedAt)}, ${originText(run)}.`,
    `The lesson by itself, on a fresh stack with the same chance: \`${run.rerun}\``,
    ...(others.length === 0 ? [] : [others.join('\n')]),
  ];
}

function matrixMarkdown(matrix: readonly MatrixRow[]): string {
  if (matrix.length === 0) return '';
  const timed = (lines: readonly string[], times: readonly string[]): string =>
    lines
      .map((line, index) => (times[index] === undefined || times[index] === '–' ? line : `${times[index]} ${line}`))
      .join('; ');
  const rows = matrix.map((row) => [
    `${row.failure} (${row.number}, ${row.actTitle})`,
    timed(noticedText(row), afterTexts(row.noticed)),
    timed(actedText(row), afterTexts(row.acted)),
    lossText(row.lost),
    wholeText(row.whole),
  ]);
  return `## My HA matrix\n\nEvery failure met, from the recordings; times count from the failure.\n\n${markdownTable(['Failure', 'Who noticed', 'What acted', 'What users lost', 'Whole again'], rows)}`;
}

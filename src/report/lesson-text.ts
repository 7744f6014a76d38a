// What became of an act, as text: expectations with their evidence, the metric table, the timeline. Pure; the same in a pipe.

import type { ActReport, ExpectationReport } from '../lesson/act-report.js';
import type { Result } from '../lesson/verdict.js';
import { diagnosisLines } from './diagnosis-text.js';
import { METRIC_HEAD, metricRows } from './lesson/metric-table.js';
import { courseText, sinceText, valuesText } from './lesson-values.js';
import { inlineText } from './prose-text.js';
import type { TextOptions } from './status-text.js';
import { storyText } from './story-text.js';
import { tableText, wrapWords } from './table.js';
import { hanging } from './wrap.js';

const WIDTH = 80;
const PAINT = { held: 'good', broken: 'bad', unknown: 'busy', open: 'dim' } as const;
const SIGN: Readonly<Record<Result, string>> = { held: '✓', broken: '✗', unknown: '?', open: '·' };

export interface ActTextOptions extends TextOptions {
  /** False: results and evidence only; the learner is asked before anything is explained. */
  readonly explain?: boolean;
}

export function actText(report: ActReport, options: ActTextOptions): string {
  const head =
    report.position === undefined ? [] : [`Act ${report.position}: ${options.paint('strong', report.title)}`, ''];
  if (report.outcome === 'gate-shut') return [...head, gateText(report)].join('\n');
  return [
    ...head,
    ...report.expectations.map((one) => expectationText(one, report, options)),
    ...diagnosisText(report),
    '',
    metricsText(report),
    '',
    timelineText(report),
    ...(options.explain === false ? [] : withSpace(storyText(report))),
  ].join('\n');
}

const withSpace = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines]);

/** The explanations of what was tried were given when it was. */
function diagnosisText({ diagnosis }: ActReport): readonly string[] {
  if (diagnosis === undefined) return [];
  return ['', ...diagnosisLines(diagnosis).map(({ label, text }) => hanging(label.padEnd(10), text, WIDTH))];
}

function gateText({ gate }: ActReport): string {
  const missing = gate.conditions.filter(({ holds }) => !holds).map(({ that }) => `  ${that}`);
  return ['The act did not begin: the stack did not become what it needs.', ...missing].join('\n');
}

export function expectationText(
  one: ExpectationReport,
  { drilledAt }: Pick<ActReport, 'drilledAt'>,
  { paint, explain = true }: ActTextOptions,
): string {
  const at = one.decidedAt === undefined ? '      ' : sinceText(one.decidedAt, drilledAt);
  const indent = ' '.repeat(18);
  const said = `${one.says}${one.when === '' ? '' : `   ${one.when}`}`;
  const [first = '', ...more] = wrapWords(said, WIDTH - indent.length).map((line) => line.trim());
  const lines = [
    `${paint(PAINT[one.result], `${SIGN[one.result]} ${one.result.padEnd(7)}`)} ${at}  ${first}`,
    ...more.map((line) => `${indent}${line}`),
  ];
  if (one.evidence !== undefined) {
    lines.push(hanging(`${indent}seen: `, `${valuesText(one.evidence.values)}`, WIDTH));
  }
  if (one.note !== undefined) lines.push(hanging(`${indent}note: `, one.note, WIDTH));
  if (one.result !== 'held') lines.push(...insteadLines(one, drilledAt, indent));
  if (one.result === 'held' && explain) lines.push(paint('dim', hanging(indent, inlineText(one.why), WIDTH)));
  return lines.join('\n');
}

/** What explains each expectation, as a list, and how one thing led to another; for after the learner has said what was seen. */
export function whysText(report: Pick<ActReport, 'expectations' | 'story' | 'drilledAt'>): string {
  const whys = report.expectations.map(({ says, why }) => `${says}\n${hanging('  ', inlineText(why), WIDTH)}`);
  return [...whys, ...withSpace(storyText(report))].join('\n');
}

function insteadLines(one: ExpectationReport, drilledAt: number, indent: string): readonly string[] {
  const instead = one.instead.map((course) =>
    hanging(`${indent}here is what happened instead: `, courseText(course, drilledAt), WIDTH),
  );
  return [...instead, ...(one.hint === undefined ? [] : [hanging(`${indent}hint: `, inlineText(one.hint), WIDTH)])];
}

/** The same rows as in a report. */
export function metricsText(report: Pick<ActReport, 'metrics' | 'drilledAt'>): string {
  const titles = METRIC_HEAD.map((title) => title.toUpperCase());
  const columns = titles.map((title, index) =>
    index === 0 || index === titles.length - 1 ? { title } : { title, align: 'right' as const },
  );
  return tableText(columns, metricRows(report));
}

export function timelineText({ timeline, drilledAt }: Pick<ActReport, 'timeline' | 'drilledAt'>): string {
  const rows = timeline.map(({ at, who, what }) =>
    hanging(`${sinceText(at, drilledAt)}  ${who.padEnd(8)}  `, what, WIDTH),
  );
  return ['TIMELINE', ...rows].join('\n');
}

/** One line for each act, and the sum. */
export function summaryText(reports: readonly ActReport[], { paint }: TextOptions): string {
  const rows = reports.map(({ number, lessonTitle, position, result, expectations }) => {
    const held = expectations.filter((one) => one.result === 'held').length;
    return [
      number,
      lessonTitle,
      position ?? '1 of 1',
      `${held} of ${expectations.length}`,
      paint(PAINT[result], result),
    ];
  });
  const table = tableText(
    [{ title: 'NO' }, { title: 'LESSON' }, { title: 'ACT' }, { title: 'HELD', align: 'right' }, { title: 'RESULT' }],
    rows,
  );
  const all = reports.flatMap(({ expectations }) => expectations);
  const held = all.filter(({ result }) => result === 'held').length;
  return `${table}\n\n${held} of ${all.length} expectations held.`;
}

// The report as one HTML file: no script, no network, readable on a phone, on paper, in the dark, and by ear.

import { escapeHtml, textHtml } from './escape.js';
import { actHtml } from './html-act.js';
import { understoodHtml } from './html-understood.js';
import type { ActSection, LessonReport, LessonSection, MatrixRow } from './model.js';
import type { Figure } from './plots.js';
import { STYLE } from './style.js';
import {
  actedText,
  afterTexts,
  dateText,
  END_WORDS,
  lossText,
  noticedText,
  originText,
  RESULT_SIGNS,
  STATE_WORDS,
  understoodText,
  wholeText,
} from './words.js';

/** @param figures of an act, already drawn */
export function reportHtml(report: LessonReport, figures: (act: ActSection) => readonly Figure[]): string {
  const whose = report.learner === undefined ? '' : ` of ${escapeHtml(report.learner)}`;
  const body = [
    `<header><h1>Lesson report${whose}</h1>`,
    `<p class="soft">${escapeHtml(report.course)}. Made ${dateText(report.madeAt)} by ha-lab ${escapeHtml(report.haLab)}, from what was recorded: nothing here was written beforehand but the explanations.</p></header>`,
    '<main>',
    ...report.notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`),
    contentsHtml(report),
    ...report.lessons.map((lesson) => lessonHtml(lesson, figures)),
    matrixHtml(report.matrix),
    '</main>',
    `<footer><p>ha-lab ${escapeHtml(report.haLab)}. The same as data: <code>ha-lab lesson report --format json</code></p></footer>`,
  ];
  return page(`ha-lab: lesson report${whose}`, report.haLab, body.join('\n'));
}

/** The mark by which a file is known to be ours. */
export const GENERATOR = '<meta name="generator" content="ha-lab ';

export function page(title: string, haLab: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${GENERATOR}${escapeHtml(haLab)}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** A table that becomes a list of cards on a phone. `n` columns hold numbers. */
export function tableHtml(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): string {
  const kind = (index: number): string => (numbers.includes(index) ? ' class="n"' : '');
  const titles = head.map((title, index) => `<th scope="col"${kind(index)}>${title}</th>`).join('');
  const lines = rows.map(
    (row) =>
      `<tr>${row.map((cell, index) => `<td${kind(index)} data-title="${escapeHtml(head[index] ?? '')}"><div>${cell}</div></td>`).join('')}</tr>`,
  );
  return `<table class="stack"><thead><tr>${titles}</tr></thead><tbody>\n${lines.join('\n')}\n</tbody></table>`;
}

function contentsHtml({ lessons, matrix }: LessonReport): string {
  const rows = lessons.map((lesson) => [
    `<a href="#${lesson.id}">${escapeHtml(`${lesson.number} ${lesson.title}`)}</a>`,
    STATE_WORDS[lesson.state],
    observedSum(lesson),
    understoodSum(lesson),
  ]);
  const table = tableHtml(['Lesson', 'You', 'Observed', 'Understood'], rows);
  const last =
    matrix.length === 0
      ? ''
      : '<p class="screen"><a href="#matrix">My HA matrix</a>: every failure met, on one page.</p>';
  return `<section aria-label="Contents">${table}${last}</section>`;
}

/** What the stack did, and nothing about the learner. */
function observedSum({ run }: LessonSection): string {
  if (run === undefined) return 'not watched yet';
  const open = run.acts.flatMap(({ expectations }) => expectations).filter(({ result }) => result !== 'held');
  const missing = run.missing.length === 0 ? '' : `; not played: ${escapeHtml(run.missing.join(', '))}`;
  if (open.length === 0) return `<span class="held"><span class="word">everything as expected</span></span>${missing}`;
  return `<span class="broken"><span class="word">otherwise:</span></span> ${open.map(({ id }) => `<code>${escapeHtml(id)}</code>`).join(', ')}${missing}`;
}

/** What the learner said, and nothing about the stack. */
function understoodSum({ attempts }: LessonSection): string {
  const questions = attempts.at(-1)?.understood.filter(({ kind }) => kind === 'prediction') ?? [];
  if (questions.length === 0) return 'nobody was asked';
  return listHtml(questions.map((one) => escapeHtml(understoodText(one))));
}

/** One line as it is, several as a list. */
function listHtml(lines: readonly string[]): string {
  const [first, ...more] = lines;
  return more.length === 0 ? (first ?? '') : `<ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`;
}

function lessonHtml(lesson: LessonSection, figures: (act: ActSection) => readonly Figure[]): string {
  const { run } = lesson;
  const attempt = lesson.attempts.at(-1);
  const when = attempt === undefined ? '' : `, ${dateText(attempt.startedAt)}, ${END_WORDS[attempt.end]}`;
  const unwatched = attempt?.understood.filter(({ act }) => run?.acts.every(({ id }) => id !== act) ?? true) ?? [];
  const parts = [
    `<h2>${escapeHtml(`${lesson.number} ${lesson.title}`)}</h2>`,
    `<p class="soft">Concept: <code>${escapeHtml(lesson.concept)}</code>; ${STATE_WORDS[lesson.state]}${when}.</p>`,
    ...(run?.acts ?? []).map((act) =>
      actHtml(act, attempt?.understood.filter((one) => one.act === act.id) ?? [], figures(act), lesson.id),
    ),
    unwatched.length === 0
      ? ''
      : `<h3>Asked, and not watched yet</h3><div class="card">${unwatched.map(understoodHtml).join('')}</div>`,
    ...(run?.missing ?? []).map(
      (title) =>
        `<p class="note">Not played in this run: ${escapeHtml(title)}. Go on with <code>ha-lab lesson run ${lesson.id}</code>.</p>`,
    ),
    run === undefined
      ? `<p class="note">Nothing of this lesson was watched yet: <code>ha-lab lesson run ${lesson.id}</code></p>`
      : '',
    laterHtml(lesson),
    againHtml(lesson),
  ];
  return `<article id="${lesson.id}">${parts.join('\n')}</article>`;
}

/** Hints, questions that came back, earlier attempts. */
function laterHtml({ hints, recalls, attempts }: LessonSection): string {
  const earlier = attempts.slice(0, -1);
  const hinted = hints.map(({ expectation }) => `<code>${escapeHtml(expectation)}</code>`);
  return [
    `<p>Hints used: ${hinted.length === 0 ? 'none' : hinted.join(', ')}.</p>`,
    recalls.length === 0
      ? ''
      : `<h3>Came back later</h3><div class="card">${recalls.map(understoodHtml).join('')}</div>`,
    earlier.length === 0
      ? ''
      : `<h3>Earlier attempts</h3>${tableHtml(
          ['Begun', 'Ended', 'Understood', 'Run'],
          earlier.map(({ startedAt, end, understood, runs }) => [
            dateText(startedAt),
            END_WORDS[end],
            understood.map((one) => `<div>${escapeHtml(`${one.ask} ${understoodText(one)}`)}</div>`).join('') || '–',
            runs.map((name) => `<code>${escapeHtml(name)}</code>`).join(' ') || 'not watched',
          ]),
        )}`,
  ].join('\n');
}

function againHtml({ run, otherRuns }: LessonSection): string {
  if (run === undefined) return '';
  const others = otherRuns.map(
    ({ name, recordedAt, unattended, result }) =>
      `<li><code>ha-lab lesson replay ${escapeHtml(name)}</code> ${dateText(recordedAt)}, ${unattended ? 'by itself' : 'with you'}: ${RESULT_SIGNS[result]} ${result}</li>`,
  );
  return `<div class="again"><h4>See it again</h4>
<p>This run: <code>${escapeHtml(run.replay)}</code><br><span class="soft">Recorded ${dateText(run.recordedAt)}, ${escapeHtml(originText(run))}.</span></p>
<p>The lesson by itself, on a fresh stack with the same chance: <code>${escapeHtml(run.rerun)}</code></p>
${others.length === 0 ? '' : `<p>Other runs:</p><ul>${others.join('')}</ul>`}</div>`;
}

function matrixHtml(matrix: readonly MatrixRow[]): string {
  if (matrix.length === 0) return '';
  const timed = (lines: readonly string[], times: readonly string[]): string =>
    listHtml(
      lines.map((line, index) =>
        textHtml(times[index] === undefined || times[index] === '–' ? line : `${times[index]} ${line}`),
      ),
    );
  const rows = matrix.map((row) => [
    `${textHtml(row.failure)}<br><span class="soft"><a href="#${row.lesson}">${row.number}</a> ${escapeHtml(row.actTitle)}</span>`,
    timed(noticedText(row), afterTexts(row.noticed)),
    timed(actedText(row), afterTexts(row.acted)),
    escapeHtml(lossText(row.lost)),
    escapeHtml(wholeText(row.whole)),
  ]);
  return `<section id="matrix"><h2>My HA matrix</h2>
<p class="soft">Every failure met: who noticed it and after how long, what acted, what the users lost, and when as many targets were healthy in as many zones as before. Read from the recordings of the runs above; times count from the failure.</p>
${tableHtml(['Failure', 'Who noticed', 'What acted', 'What users lost', 'Whole again'], rows)}
<p class="soft">Users notice at the first failed request; the load balancer when a target that had been in order turns unhealthy; the group when it takes a machine out of service over a health check; an alarm when it rings.</p></section>`;
}

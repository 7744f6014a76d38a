// The class's table as HTML and as Markdown. Pure.

import { escapeHtml } from './escape.js';
import { page, tableHtml } from './html.js';
import { markdownTable } from './markdown.js';
import type { ClassOption, ClassQuestion, ClassReport } from './merge.js';
import { dateText } from './words.js';

const HEAD = ['Option', 'Predicted', 'Of them sure', 'Saw it afterwards'];

const cells = ({ text, right, predicted, sure, saw }: ClassOption): readonly string[] => [
  `${text}${right === true ? ' (so it is)' : ''}`,
  String(predicted),
  String(sure),
  String(saw),
];

function sumText({ answered, wrong, sureAndWrong, looked, stillWrong, unwatched }: ClassQuestion): string {
  const open = unwatched === 0 ? '' : ` (${unwatched} not watched yet)`;
  const after =
    looked === 0 ? 'nobody said what they saw' : `of ${looked} who looked, ${stillWrong} saw it otherwise than it is`;
  return `${answered} predicted${open}, ${wrong} otherwise than it is, ${sureAndWrong} of them sure; ${after}.`;
}

const NOTHING = 'Nobody of these has predicted anything yet.';

export function classHtml(report: ClassReport): string {
  const sections = report.questions.map(
    (one) => `<section class="question"><h3>${escapeHtml(one.ask)}</h3>
<p class="soft">Lesson ${escapeHtml(`${one.number} ${one.lessonTitle}`)}. ${sumText(one)}</p>
${tableHtml(
  HEAD,
  one.options.map((option) => cells(option).map(escapeHtml)),
  [1, 2, 3],
)}</section>`,
  );
  const title = titleOf(report);
  const body = `<header><h1>${title}</h1><p class="soft">${introOf(report)}</p><p class="soft">${report.learners.map(escapeHtml).join(', ')}</p></header>
<main>${sections.length === 0 ? `<p class="note">${NOTHING}</p>` : sections.join('\n')}</main>
<footer><p>ha-lab ${escapeHtml(report.haLab)}</p></footer>`;
  return page(`ha-lab: ${title}`, report.haLab, body);
}

export function classMarkdown(report: ClassReport): string {
  const sections = report.questions.map((one) =>
    [
      `## ${one.ask}`,
      `Lesson ${one.number} ${one.lessonTitle}. ${sumText(one)}`,
      markdownTable(HEAD, one.options.map(cells)),
    ].join('\n\n'),
  );
  return `${[`# ${titleOf(report)}`, introOf(report), report.learners.join(', '), ...(sections.length === 0 ? [NOTHING] : sections)].join('\n\n')}\n`;
}

const titleOf = ({ learners }: ClassReport): string =>
  `What ${learners.length} ${learners.length === 1 ? 'learner' : 'learners'} predicted`;

const introOf = ({ madeAt }: ClassReport): string =>
  `What most were sure of and wrong about comes first; it is where to begin talking. First predictions only. Made ${dateText(madeAt)}.`;

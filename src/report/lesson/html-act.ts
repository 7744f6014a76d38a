// One act as HTML: what was said beside what was seen, then what happened on one time axis, in pictures and in tables. Pure.

import { diagnosisLines } from '../diagnosis-text.js';
import { sinceText } from '../lesson-values.js';
import { STORY_TITLE, storyLines } from '../story-text.js';
import { escapeHtml, inlineHtml, proseHtml, textHtml } from './escape.js';
import { understoodHtml } from './html-understood.js';
import { METRIC_HEAD, metricRows } from './metric-table.js';
import type { ActSection, Understood } from './model.js';
import type { Figure } from './plots.js';
import type { LegendItem } from './sketches.js';
import { evidenceLines, outcomeText, RESULT_SIGNS, verdictText } from './words.js';

export function actHtml(
  act: ActSection,
  said: readonly Understood[],
  figures: readonly Figure[],
  lesson: string,
): string {
  const title = act.position === undefined ? act.title : `Act ${act.position}: ${act.title}`;
  const odd = outcomeText(act.outcome);
  return `<h3 id="${lesson}-${act.id}">${escapeHtml(title)}</h3>
${odd === undefined ? '' : `<p class="note">${escapeHtml(odd)}</p>`}
<div class="beside${said.length === 0 ? ' alone' : ''}">
<section class="card" aria-label="Understood"><h4>Understood: what you said</h4>${saidHtml(said, lesson)}</section>
<section class="card" aria-label="Observed"><h4>Observed: what the stack did</h4>${act.outcome === 'gate-shut' ? gateHtml(act) : verdictsHtml(act)}</section>
</div>
${diagnosisHtml(act)}
${act.whys.length === 0 ? '' : `<details><summary>Why it is so</summary>${act.whys.map(proseHtml).join('')}${storyHtml(act)}</details>`}
${figuresHtml(act, figures)}`;
}

function saidHtml(said: readonly Understood[], lesson: string): string {
  if (said.length > 0) return said.map(understoodHtml).join('');
  return `<p>Nobody was asked in this run. Predict first, then watch: <code>ha-lab lesson run ${lesson}</code></p>`;
}

function diagnosisHtml({ diagnosis }: ActSection): string {
  if (diagnosis === undefined) return '';
  const lines = diagnosisLines(diagnosis).map(({ label, text, notSo }) => {
    const tried = notSo.map((one) => `<p class="soft">${textHtml(one)}</p>`).join('');
    return `<li><span class="tag">${label}</span> ${textHtml(text)}${tried}</li>`;
  });
  return `<section class="card" aria-label="Named and mended"><h4>Named and mended</h4><ul>${lines.join('\n')}</ul></section>`;
}

function storyHtml(act: ActSection): string {
  const lines = storyLines(act).map(([time, what]) => `<li><span class="mono">${time}</span> ${textHtml(what)}</li>`);
  return lines.length === 0 ? '' : `<h4>${STORY_TITLE}</h4><ol>${lines.join('\n')}</ol>`;
}

function gateHtml({ gate }: ActSection): string {
  const lines = gate.conditions.map(
    ({ that, holds }) =>
      `<li class="${holds ? 'held' : 'broken'}"><span class="sign">${holds ? '✓' : '✗'}</span> <code>${escapeHtml(that)}</code></li>`,
  );
  return `<p>What had to be so before anything was broken:</p><ul class="verdicts">${lines.join('')}</ul>`;
}

function verdictsHtml({ expectations, drilledAt, whys }: ActSection): string {
  const lines = expectations.map((one) => {
    const evidence = evidenceLines(one, drilledAt).map((line) => `<p class="mono">${textHtml(line)}</p>`);
    const why = whys.length === 0 ? '' : `<p class="soft">${inlineHtml(one.why)}</p>`;
    return `<li class="${one.result}"><span class="sign" aria-hidden="true">${RESULT_SIGNS[one.result]}</span><span class="word">${verdictText(one, drilledAt)}</span>
<p><code>${escapeHtml(one.says)}</code> <span class="soft">${escapeHtml(one.when)}</span></p>${evidence.join('')}${why}</li>`;
  });
  return `<ul class="verdicts">${lines.join('\n')}</ul>`;
}

function figuresHtml(act: ActSection, figures: readonly Figure[]): string {
  if (figures.length === 0) return '';
  const users = act.series.users.some((value) => (value ?? 0) > 0)
    ? ''
    : '<p class="soft">Nobody was using the stack in this act: there are no requests, answers or shares to draw.</p>';
  const deeds = act.deeds.map(({ at, title }) => `${sinceText(at, act.drilledAt)} ${textHtml(title)}`).join('; ');
  return `<h4 class="axis">On one time axis</h4>
<p class="soft">Minutes and seconds from what was done to the stack; the dashed red line marks it: ${deeds || 'nothing was done'}.</p>${users}
${figures.map(figureHtml).join('\n')}
${timelineHtml(act)}
${metricsHtml(act)}`;
}

function figureHtml({ title, alt, legend, wide, narrow }: Figure): string {
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>
${legend.length === 0 ? '' : `<ul class="legend" aria-hidden="true">${legend.map(legendHtml).join('')}</ul>`}
<div class="plot wide">${wide}</div><div class="plot narrow">${narrow}</div>
<p class="soft">${textHtml(alt)}</p></figure>`;
}

function legendHtml({ label, colour, dash, area }: LegendItem): string {
  const mark =
    area === true
      ? `<rect width="24" height="10" rx="2" fill="var(--${colour})" opacity=".75"/>`
      : `<path d="M0 5H24" stroke="var(--${colour})" stroke-width="2.5"${dash === undefined ? '' : ` stroke-dasharray="${dash}"`}/>`;
  return `<li><svg viewBox="0 0 24 10">${mark}</svg>${textHtml(label)}</li>`;
}

const WHO = {
  you: 'you',
  users: 'users',
  deploy: 'deploy',
  network: 'network',
  balancer: 'load balancer',
  group: 'group',
  alarm: 'alarm',
} as const;

function timelineHtml({ timeline, drilledAt }: ActSection): string {
  const rows = timeline.map(
    ({ at, who, what }) =>
      `<tr><td class="t">${sinceText(at, drilledAt)}</td><td class="t">${WHO[who]}</td><td>${textHtml(what)}</td></tr>`,
  );
  return `<table><caption class="soft">Timeline</caption><thead><tr><th scope="col">Time</th><th scope="col">Who</th><th scope="col">What</th></tr></thead><tbody>
${rows.join('\n')}</tbody></table>`;
}

/** The plots in numbers. */
function metricsHtml(act: ActSection): string {
  const cells = metricRows(act).map(
    (row) => `<tr>${row.map((cell) => `<td class="n">${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<details><summary>The plots in numbers</summary><div class="scroll" tabindex="0"><table><thead><tr>${METRIC_HEAD.map((title) => `<th scope="col" class="n">${title}</th>`).join('')}</tr></thead><tbody>
${cells.join('\n')}</tbody></table></div></details>`;
}

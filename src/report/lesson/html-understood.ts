// A question of the lesson and what the learner said to it, before and after, as HTML. Pure.

import { escapeHtml, inlineHtml, proseHtml } from './escape.js';
import type { Understood } from './model.js';
import { answerText } from './words.js';

const KINDS = { prediction: '', again: 'At the end: ', recall: 'Asked again before a later lesson: ' } as const;

export function understoodHtml(one: Understood): string {
  const { kind, ask, options, first, seen, because } = one;
  return `<div class="question"><p class="ask">${KINDS[kind]}${inlineHtml(ask)}</p>
${options.length === 0 ? '' : optionsHtml(one)}
${options.length === 0 && first !== undefined ? `<p>You said: ${escapeHtml(answerText(first))}</p>` : ''}
${first?.right === undefined && kind === 'prediction' ? '<p class="soft">What is so will be told after the watch.</p>' : ''}
${seen === undefined && kind === 'prediction' && because.length > 0 ? '<p class="soft">What you saw afterwards was not asked.</p>' : ''}
${because.map((text) => `<div class="because">${proseHtml(text)}</div>`).join('')}</div>`;
}

function optionsHtml({ kind, options, first, seen }: Understood): string {
  const lines = options.map(({ id, text, right }) => {
    const tags = [
      first?.answer === id
        ? [kind === 'prediction' ? `you predicted this${sureText(first.confidence)}` : 'you said this']
        : [],
      seen?.answer === id ? ['you saw this'] : [],
      right === true ? ['so it is'] : [],
    ].flat();
    const chosen = first?.answer === id || seen?.answer === id;
    return `<li${chosen ? ' class="chosen"' : ''}>${inlineHtml(text)}${tags.map((tag) => ` <span class="tag">${tag}</span>`).join('')}</li>`;
  });
  return `<ul class="options">${lines.join('')}</ul>`;
}

const SURE = { sure: ', sure', unsure: ', not quite sure', guess: ', a guess' } as const;
const sureText = (confidence: keyof typeof SURE | undefined): string =>
  confidence === undefined ? '' : SURE[confidence];

// A lesson's Markdown, cut into front matter, prose and `lab:*` blocks, each with the line it begins on. Knows no schema.

export interface Part {
  /** `front`, `prose`, or the name after `lab:`. */
  readonly kind: string;
  readonly text: string;
  /** 1-based line of the part's first line of text. */
  readonly line: number;
}

export interface CutProblem {
  readonly line: number;
  readonly message: string;
}

export interface Cut {
  readonly parts: readonly Part[];
  readonly problems: readonly CutProblem[];
}

const OPENING = /^(`{3,}|~{3,})\s*(.*?)\s*$/;

export function cutDocument(text: string): Cut {
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  const parts: Part[] = [];
  const problems: CutProblem[] = [];
  const take = (kind: string, from: number, to: number): void => {
    const body = lines.slice(from, to);
    if (kind !== 'prose' || body.some((line) => line.trim() !== '')) {
      parts.push({ kind, text: body.join('\n'), line: from + 1 });
    }
  };
  let proseFrom = frontEnd(lines);
  if (proseFrom === 0)
    problems.push({ line: 1, message: 'a lesson begins with front matter between two lines of ---' });
  else take('front', 1, proseFrom - 1);
  for (let at = proseFrom; at < lines.length; at++) {
    const [, fence, name = ''] = OPENING.exec(lines[at] ?? '') ?? [];
    if (fence === undefined) continue;
    const end = closingOf(lines, at, fence);
    if (end === undefined) {
      problems.push({ line: at + 1, message: `this ${fence} block is never closed: end it with a line of ${fence}` });
      break;
    }
    if (name.startsWith('lab:')) {
      take('prose', proseFrom, at);
      take(name.slice('lab:'.length), at + 1, end);
      proseFrom = end + 1;
    }
    at = end;
  }
  take('prose', proseFrom, lines.length);
  return { parts, problems };
}

/** Index of the first line after the front matter; 0: there is none. */
function frontEnd(lines: readonly string[]): number {
  if (lines[0]?.trim() !== '---') return 0;
  return lines.findIndex((line, index) => index > 0 && line.trim() === '---') + 1;
}

function closingOf(lines: readonly string[], from: number, fence: string): number | undefined {
  const found = lines.findIndex((line, index) => index > from && line.trim() === fence);
  return found < 0 ? undefined : found;
}

// Words into lines that fit; colours take no room. Pure.

/** What `paint` puts around words. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

const widthOf = (text: string): number => text.replace(COLOURS, '').length;

/** Lines of at most `width` characters; a word that is longer stands alone. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) > width && line !== '') {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** At most `width` characters: the last clause, and of the words before it as many as fit. Of a condition, the end says what is still missing. */
export function middleCut(text: string, width: number): string {
  if (text.length <= width) return text;
  const room = width - ' … '.length;
  const clause = text.split(CLAUSES).at(-1) ?? '';
  const end = clause.length <= room ? clause : lastWords(text.split(' '), room);
  if (end === '') return `…${text.slice(text.length - width + 1)}`;
  const start = firstWords(
    text
      .slice(0, text.length - end.length)
      .trim()
      .split(' '),
    room - end.length,
  );
  return `${start === '' ? '' : `${start} `}… ${end}`;
}

const CLAUSES = / (?:&&|\|\|) |, /;

/** As many as fit. */
function firstWords(words: readonly string[], width: number): string {
  const counts = words.map((_, index) => words.length - index);
  return counts.map((count) => words.slice(0, count).join(' ')).find((start) => start.length <= width) ?? '';
}

function lastWords(words: readonly string[], width: number): string {
  return words.map((_, index) => words.slice(index).join(' ')).find((end) => end.length <= width) ?? '';
}

/** Every line after the first begins with as many spaces. */
export function hanging(first: string, text: string, width: number): string {
  const indent = ' '.repeat(first.length);
  return wrapText(text, Math.max(20, width - first.length))
    .map((line, index) => `${index === 0 ? first : indent}${line}`)
    .join('\n');
}

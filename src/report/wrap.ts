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

/** Every line after the first begins with as many spaces. */
export function hanging(first: string, text: string, width: number): string {
  const indent = ' '.repeat(first.length);
  return wrapText(text, Math.max(20, width - first.length))
    .map((line, index) => `${index === 0 ? first : indent}${line}`)
    .join('\n');
}

// A terminal's screen as SVG: one text for each run of letters in one colour, stretched to its columns, so that no font can shift it.
// It brings its own ground and both palettes, and so can be read wherever it is put.

interface Cell {
  getChars(): string;
  getFgColor(): number;
  isFgPalette(): boolean;
  isBold(): number;
  isDim(): number;
}

/** What this needs of a headless terminal's buffer. */
export interface ScreenBuffer {
  readonly length: number;
  getLine(row: number): { getCell(column: number): Cell | undefined } | undefined;
}

const CELL_WIDTH = 8.4;
const LINE_HEIGHT = 19;
const MARGIN = 18;

const STYLE = `
.ground{fill:#f7f8fa;stroke:#d0d7de}text{fill:#1f2328;font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}
.b{font-weight:700}.d{fill:#656d76}.c1{fill:#c21c28}.c2{fill:#177a34}.c3{fill:#8f6000}
@media(prefers-color-scheme:dark){.ground{fill:#0d1117;stroke:#30363d}text{fill:#e6edf3}.d{fill:#8b949e}.c1{fill:#ff7b72}.c2{fill:#3fb950}.c3{fill:#e3b341}}
`.trim();

interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: string;
}

/** @param alt what it shows, for those who cannot see it */
export function terminalSvg(buffer: ScreenBuffer, columns: number, alt: string): string {
  const rows = Array.from({ length: buffer.length }, (_, row) => runsOf(buffer.getLine(row), columns));
  const last = rows.findLastIndex((runs) => runs.length > 0);
  const width = Math.round(columns * CELL_WIDTH + 2 * MARGIN);
  const height = (last + 1) * LINE_HEIGHT + 2 * MARGIN;
  const lines = rows.slice(0, last + 1).flatMap((runs, row) => runs.map((run) => textOf(run, row)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(alt)}">
<style>${STYLE}</style>
<rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${lines.join('\n')}
</svg>
`;
}

/** Letters of one style that stand together; two spaces part them. */
function runsOf(line: ReturnType<ScreenBuffer['getLine']>, columns: number): readonly Run[] {
  const runs: { column: number; text: string; style: string }[] = [];
  for (let column = 0; column < columns; column += 1) {
    const cell = line?.getCell(column);
    const letter = cell?.getChars() ?? '';
    if (cell === undefined || letter.trim() === '') continue;
    const style = styleOf(cell);
    const open = runs.at(-1);
    const gap = open === undefined ? 0 : column - open.column - open.text.length;
    if (open !== undefined && open.style === style && gap <= 1) open.text += `${' '.repeat(gap)}${letter}`;
    else runs.push({ column, text: letter, style });
  }
  return runs;
}

function styleOf(cell: Cell): string {
  const colour = cell.isFgPalette() ? cell.getFgColor() % 8 : 0;
  const names = [cell.isBold() ? 'b' : '', cell.isDim() ? 'd' : '', colour >= 1 && colour <= 3 ? `c${colour}` : ''];
  return names.filter((name) => name !== '').join(' ');
}

function textOf({ column, text, style }: Run, row: number): string {
  const x = Math.round((MARGIN + column * CELL_WIDTH) * 10) / 10;
  const y = MARGIN + row * LINE_HEIGHT + 14;
  const length = Math.round(text.length * CELL_WIDTH * 10) / 10;
  const name = style === '' ? '' : ` class="${style}"`;
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${name}>${escaped(text)}</text>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

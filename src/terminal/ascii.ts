// Plain ASCII for terminals that show nothing else: one letter for one, so that every table and every frame keeps its shape.

const LETTERS: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '~',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '×': 'x',
  '÷': '/',
  '·': '.',
  '•': '*',
  '✓': '+',
  '✔': '+',
  '✗': 'x',
  '✖': 'x',
  '✕': 'x',
  '●': '*',
  '○': 'o',
  '◌': 'o',
  '◆': '*',
  '◇': 'o',
  '■': '#',
  '□': 'o',
  '◻': 'o',
  '◼': '#',
  '▲': '!',
  '▪': '*',
  '≤': '<',
  '≥': '>',
  '≈': '~',
  '±': '~',
  µ: 'u',
  '█': '#',
  '▇': '%',
  '▆': '*',
  '▅': '+',
  '▄': '=',
  '▃': '-',
  '▂': '.',
  '▁': '_',
  '└': '`',
  '│': '|',
  '┃': '|',
  '╷': '|',
  '╵': '|',
  '─': '-',
  '━': '-',
  '┌': '+',
  '┐': '+',
  '┘': '+',
  '├': '+',
  '╭': '+',
  '╮': '+',
  '╯': '+',
  '╰': '+',
};

/** As many letters as before. What has no likeness is a question mark. */
export function asciiText(text: string): string {
  // ` …` after a word is an ellipsis, at the end of a word that was cut a sign of the cut.
  return text.replaceAll(' …', '..').replace(/[^\0-\x7f]/gu, (letter) => LETTERS[letter] ?? bare(letter));
}

/** Without its accent, where that makes one ASCII letter of it. */
function bare(letter: string): string {
  const [first = '?'] = letter.normalize('NFKD');
  return first <= '\x7f' ? first : '?';
}

/** The environment may name the letters in three places; the first that says anything decides. */
function localeIsForeign({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '');
  return locale !== undefined && !/utf-?8/i.test(locale);
}

/**
 * `--ascii` and `--no-ascii` decide; then HA_LAB_ASCII; then what is known of the terminal. A pipe is nobody's terminal, and JSON is UTF-8
 * by its own rule.
 */
export function wantsAscii(args: readonly string[], env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (args.includes('--json') || args.includes('--no-ascii')) return false;
  if (args.includes('--ascii')) return true;
  if ((env.HA_LAB_ASCII ?? '') !== '') return env.HA_LAB_ASCII !== '0';
  return isTerminal && (env.TERM === 'linux' || env.TERM === 'dumb' || localeIsForeign(env));
}

/** From now on everything that is written there as text is ASCII; bytes pass as they are. */
export function inAscii(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (data: unknown, ...more: unknown[]) => boolean;
  stream.write = ((data: unknown, ...more: unknown[]) =>
    write(typeof data === 'string' ? asciiText(data) : data, ...more)) as typeof stream.write;
}

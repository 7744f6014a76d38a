// Colour, where there is any: one place that knows what good, bad and busy look like. Meaning never hangs on colour alone.

import { styleText } from 'node:util';
import type { TextOptions } from '../report/status-text.js';

const STYLES = { good: 'green', bad: 'red', busy: 'yellow', dim: 'dim', strong: 'bold', code: 'cyan' } as const;

/** Paints for a stream that is a terminal, unless NO_COLOR says otherwise; FORCE_COLOR paints a pipe, too. */
export function painter(stream: NodeJS.WriteStream): TextOptions['paint'] {
  return (kind, text) => styleText(STYLES[kind], text, { stream, validateStream: true });
}

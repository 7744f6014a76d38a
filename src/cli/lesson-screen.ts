// A lesson on a terminal: prose and tables as lines, the watch redrawn in place, questions through the prompts.

import type { Asker, Choice, Screen, WatchView } from '../lesson/screen.js';
import { actText, whysText } from '../report/lesson-text.js';
import { proseText } from '../report/prose-text.js';
import type { TextOptions } from '../report/status-text.js';
import { watchLines } from '../report/watch-text.js';
import { listenKeys } from '../terminal/keys.js';
import { LiveLines } from '../terminal/live.js';
import type { Prompts } from '../terminal/prompts.js';

export interface ScreenOptions extends TextOptions {
  readonly out: NodeJS.WriteStream;
  readonly input: NodeJS.ReadStream;
  readonly faster: () => void;
  readonly slower: () => void;
  readonly interrupted: () => void;
}

/** `release` gives the keyboard back; needed when a lesson ends in the middle of a watch. */
export function lessonScreen({ out, input, paint, ...keys }: ScreenOptions): Screen & { release(): void } {
  const live = new LiveLines(out);
  let letGo: (() => void) | undefined;
  const release = (): void => {
    letGo?.();
    letGo = undefined;
  };
  const line = (text: string): void => {
    release();
    live.end(true);
    out.write(`${text}\n`);
  };
  const watching = (): void => {
    letGo ??= listenKeys(input, { keys: { f: keys.faster, s: keys.slower }, interrupted: keys.interrupted });
  };
  return {
    release,
    lesson: ({ number, title }) => line(`\n${paint('strong', `Lesson ${number}: ${title}`)}`),
    act: ({ title }, position) => {
      if (position !== undefined) line(`\n${paint('strong', `Act ${position}: ${title}`)}`);
    },
    prose: (markdown) => line(`\n${proseText(markdown, { paint })}`),
    line,
    gate: ({ conditions }) => {
      watching();
      live.draw([
        'Waiting until the stack is as this act needs it:',
        ...conditions.map(({ that, holds }) => `${holds ? paint('good', '✓') : paint('dim', '·')} ${that}`),
      ]);
    },
    watch: (view: WatchView) => {
      watching();
      live.draw(watchLines(view, { paint }));
    },
    report: (report) => {
      live.end(false);
      line(`\n${actText(report, { paint, explain: false })}\n`);
    },
    explain: (report) => line(`\n${whysText(report)}`),
  };
}

export function lessonAsker(prompts: Prompts): Asker {
  return {
    choose: (message: string, choices: readonly Choice[]) =>
      prompts.select({ message, choices: [...choices], initial: choices[0]?.value ?? '' }),
    number: async (message) =>
      Number(
        (
          await prompts.text({
            message,
            initial: '',
            validate: (raw) => (/^-?\d+([.,]\d+)?$/.test(raw.trim()) ? undefined : 'a number, please, such as 42'),
          })
        )
          .trim()
          .replace(',', '.'),
      ),
    confirm: (message) => prompts.confirm({ message, initial: true }),
  };
}

// Terraform's work on a terminal or in a pipe, on stderr: talk, never data.

import { eventLine, NO_WORK, workAfter, workLines } from '../report/terraform-text.js';
import { spanText } from '../report/time.js';
import { LiveLines, type LiveStream } from '../terminal/live.js';
import { type TerraformEvent, whySlow } from '../terraform/index.js';

const DRAW_EVERY_MS = 500;

export interface TerraformScreen {
  onEvent(event: TerraformEvent): void;
  /** A line of our own: said beside what is drawn it would be drawn over. */
  say(line: string): void;
  /** What is still drawn goes; lines that were said stay. */
  end(): void;
}

/** @param title `terraform apply`; @param say writes a line, or nothing where talk is unwanted */
export function terraformScreen(stream: LiveStream, title: string, say: (line: string) => void): TerraformScreen {
  const live = stream.isTTY === true ? new LiveLines(stream) : undefined;
  const startedAt = performance.now();
  let work = NO_WORK;
  const draw = (): void => live?.draw(workLines(work, heading(), performance.now(), whySlow));
  const heading = (): string => `${title}   ${spanText(performance.now() - startedAt)}`;
  const timer = live === undefined ? undefined : setInterval(draw, DRAW_EVERY_MS);
  const sayAbove = (line: string): void => {
    live?.end(false);
    say(line);
    draw();
  };
  return {
    say: sayAbove,
    onEvent: (event) => {
      work = workAfter(work, event, performance.now());
      const line = live !== undefined && event.kind === 'waiting' ? undefined : eventLine(event, whySlow);
      if (line !== undefined) sayAbove(line);
    },
    end: () => {
      clearInterval(timer);
      live?.end(false);
    },
  };
}

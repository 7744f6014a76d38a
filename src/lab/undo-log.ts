// The undo log: what is open, on disk before the act starts, so that a crash at any moment can still be mended by `ha-lab heal`.
// One JSON line when a drill opens, one when it is closed; lines are flushed to the disk before anyone goes on.

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { remember } from './memory.js';
import type { LabInstant } from './observation.js';
import type { Target } from './state-file.js';
import type { UndoStep } from './undo.js';
import { ensureOurs, type Workbook } from './workbook.js';

export interface OpenDrill {
  readonly id: string;
  readonly at: LabInstant;
  readonly project: string;
  readonly drill: string;
  readonly title: string;
  readonly target: string;
  readonly undo: readonly UndoStep[];
  /** Not told until it is revealed. `part`: done together with the fault before it. */
  readonly hidden?: 'fault' | 'part';
}

type Line = { readonly opened: OpenDrill } | { readonly closed: string } | { readonly revealed: string };

/** One for each target: a drill on an account is not undone on the sandbox. */
const nameFor = (target: Target): string => (target === 'sandbox' ? 'undo.jsonl' : `undo.${target}.jsonl`);

export function undoLogFile(workbook: Workbook, target: Target = 'sandbox'): string {
  return join(ensureOurs(workbook), nameFor(target));
}

/** The workbook's own log; a rewind of its sandbox takes back the sandbox's. */
export function undoLogOf(workbook: Workbook, target: Target = 'sandbox'): UndoLog {
  const written = target === 'sandbox' ? (): void => remember(workbook.ours, nameFor(target)) : undefined;
  return new UndoLog(undoLogFile(workbook, target), written);
}

export class UndoLog {
  /** @param changed told after each line that was written. */
  constructor(
    private readonly file: string,
    private readonly changed: () => void = () => {},
  ) {}

  /** Drills that are still open, oldest first.  */
  open(): readonly OpenDrill[] {
    const open = new Map<string, OpenDrill>();
    for (const line of this.lines()) {
      if ('opened' in line) open.set(line.opened.id, line.opened);
      else if ('closed' in line) open.delete(line.closed);
    }
    return this.asRevealed([...open.values()]);
  }

  /** Every drill that was ever begun here, oldest first. */
  all(): readonly OpenDrill[] {
    return this.asRevealed(this.lines().flatMap((line) => ('opened' in line ? [line.opened] : [])));
  }

  begin(drill: OpenDrill): void {
    this.append({ opened: drill });
  }

  close(id: string): void {
    this.append({ closed: id });
  }

  /** From now on it may be told what this drill was. */
  reveal(id: string): void {
    this.append({ revealed: id });
  }

  private asRevealed(drills: readonly OpenDrill[]): readonly OpenDrill[] {
    const revealed = new Set(this.lines().flatMap((line) => ('revealed' in line ? [line.revealed] : [])));
    return drills.map((drill) => {
      if (!revealed.has(drill.id)) return drill;
      const { hidden: _, ...open } = drill;
      return open;
    });
  }

  /** Whole lines only: one that a crash cut short was never acted on. */
  private lines(): readonly Line[] {
    const text = this.text();
    const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
    return whole.flatMap((line) => parseLine(line));
  }

  private text(): string {
    return existsSync(this.file) ? readFileSync(this.file, 'utf8') : '';
  }

  private append(line: Line): void {
    const text = this.text();
    const separator = text === '' || text.endsWith('\n') ? '' : '\n';
    const handle = openSync(this.file, 'a');
    try {
      writeSync(handle, `${separator}${JSON.stringify(line)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    this.changed();
  }
}

const KINDS = ['opened', 'closed', 'revealed'] as const;

function parseLine(text: string): readonly Line[] {
  try {
    const line: unknown = JSON.parse(text);
    const known = typeof line === 'object' && line !== null && KINDS.some((kind) => kind in line);
    return known ? [line as Line] : [];
  } catch {
    return [];
  }
}

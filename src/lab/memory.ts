// What the lab remembers beside the sandbox (what the applier created, which drills are open) and how far the sandbox had come
// whenever that changed. A rewind puts these files back, so that they never speak of things that do not exist yet.
//
// The measure is the length of the input log: whatever was answered to this process is in the log before this process goes on.

import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

export const SANDBOX = 'sandbox';
const DIARY = 'memory.jsonl';

/** The parts of `.ha-lab/` that belong to one course of a sandbox; the learner's own progress does not. */
export const COURSE = [SANDBOX, 'state', 'undo.jsonl'] as const;

interface Entry {
  /** Bytes of the input log. */
  readonly after: number;
  /** Relative to `.ha-lab/`. */
  readonly file: string;
  /** Deflated, base64. */
  readonly text: string;
}

/** Notes what the file says now. @param ours the folder `.ha-lab/`. @param file relative to it. */
export function remember(ours: string, file: string): void {
  const log = join(ours, SANDBOX, 'inputs.log');
  if (!existsSync(log) || !existsSync(join(ours, file))) return;
  const text = deflateRawSync(readFileSync(join(ours, file)), { level: 1 }).toString('base64');
  const entry: Entry = { after: statSync(log).size, file, text };
  appendFileSync(join(ours, SANDBOX, DIARY), `${JSON.stringify(entry)}\n`);
}

/**
 * Writes into the course at `to` what these files said when the log was `length` bytes long.
 * Answers the files that differ from now; one that did not exist then is not written.
 */
export function recall(ours: string, to: string, length: number): readonly string[] {
  const entries = entriesIn(join(ours, SANDBOX, DIARY));
  const then = entries.filter(({ after }) => after <= length);
  mkdirSync(join(to, SANDBOX), { recursive: true });
  writeFileSync(join(to, SANDBOX, DIARY), then.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  const changedSince = new Set(entries.filter(({ after }) => after > length).map(({ file }) => file));
  for (const file of changedSince) {
    const last = then.findLast((entry) => entry.file === file);
    if (last === undefined) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), inflateRawSync(Buffer.from(last.text, 'base64')));
  }
  return [...changedSince].sort();
}

/** Whole lines only: one that a crash cut short is the state of a moment that has another one right behind it. */
function entriesIn(file: string): readonly Entry[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Entry];
      } catch {
        return [];
      }
    });
}

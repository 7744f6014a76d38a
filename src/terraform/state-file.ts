// Terraform's own state file, read only: which stack stands, and its outputs. Asking costs no process.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { LabError } from '../errors.js';

export interface TerraformState {
  readonly serial: number;
  /** Addresses of the managed resources. */
  readonly resources: readonly string[];
  /** AWS's own ids of them, whatever each kind calls an id. */
  readonly ids: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

const schema = z.object({
  version: z.literal(4),
  serial: z.number(),
  outputs: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
  resources: z
    .array(
      z.object({
        mode: z.string(),
        type: z.string(),
        name: z.string(),
        module: z.string().optional(),
        instances: z.array(z.object({ attributes: z.object({ id: z.unknown() }).optional() })).default([]),
      }),
    )
    .default([]),
});

/** Undefined: there is none, or it was begun and holds nothing yet. Throws STATE_DAMAGED. */
export function readState(file: string): TerraformState | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  // Terraform makes the file, empty, when it takes the lock.
  if (text === '') return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(file, error instanceof Error ? error.message : String(error));
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw damaged(file, z.prettifyError(parsed.error));
  const { serial, outputs, resources } = parsed.data;
  const managed = resources.filter(({ mode, instances }) => mode === 'managed' && instances.length > 0);
  return {
    serial,
    ids: managed
      .flatMap(({ instances }) => instances)
      .flatMap(({ attributes }) => (typeof attributes?.id === 'string' ? [attributes.id] : [])),
    resources: managed
      .map(({ module, type, name }) => `${module === undefined ? '' : `${module}.`}${type}.${name}`)
      .sort(),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
  };
}

function damaged(file: string, why: string): LabError {
  return new LabError('STATE_DAMAGED', `Terraform’s state ${file} cannot be read: ${why}`, {
    suggestions: [`Terraform keeps the one before: cp ${file}.backup ${file}`],
    ref: file,
    exitCode: 5,
  });
}

/** Where the local backend says who holds the lock. The lock itself dies with its process; this note can outlive it. */
const noteOf = (stateFile: string): string => join(dirname(stateFile), `.${basename(stateFile)}.lock.info`);

/** Removes the note of a run of ours that was killed: one written since then. Somebody else's stays. */
export function clearLockNote(stateFile: string, sinceMs: number): void {
  const note = noteOf(stateFile);
  if (!existsSync(note)) return;
  const created = /"Created":"([^"]+)"/.exec(readFileSync(note, 'utf8'))?.[1];
  if (created !== undefined && Date.parse(created) >= sinceMs) rmSync(note, { force: true });
}

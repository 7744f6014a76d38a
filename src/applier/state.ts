// The applier's memory: which real object stands for which address. Our own small format, not Terraform's: the two never share a file.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { LabError } from '../errors.js';
import { type Creation, creationSchema } from './creation.js';
import type { Value, ValueMap } from './value.js';

export const STATE_FORMAT = 'ha-lab-state';
export const STATE_VERSION = 1;

export interface ResourceState {
  readonly type: string;
  readonly id: string;
  readonly attributes: ValueMap;
  /** Addresses it needed when it was last applied: the order in which things are destroyed. */
  readonly dependencies: readonly string[];
  /** Created, but not finished: the next plan replaces it. */
  readonly tainted?: boolean;
}

export interface State {
  readonly format: typeof STATE_FORMAT;
  readonly version: typeof STATE_VERSION;
  /** Tells one life of a stack from another; part of every idempotency token. */
  readonly lineage: string;
  readonly stack: string;
  /** Grows with every saved change. */
  readonly serial: number;
  readonly resources: Readonly<Record<string, ResourceState>>;
  /** Old objects whose replacement stands already but whose removal failed: removed by the next apply. */
  readonly deposed: Readonly<Record<string, readonly ResourceState[]>>;
  readonly outputs: ValueMap;
  /** How it was built; absent: from a time before this was kept. */
  readonly creation?: Creation;
}

const value: z.ZodType<Value> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(value), z.record(z.string(), value)]),
);
const resource = z.strictObject({
  type: z.string(),
  id: z.string(),
  attributes: z.record(z.string(), value),
  dependencies: z.array(z.string()),
  tainted: z.boolean().optional(),
});
const schema = z.strictObject({
  format: z.literal(STATE_FORMAT),
  version: z.literal(STATE_VERSION),
  lineage: z.string().min(1),
  stack: z.string().min(1),
  serial: z.int().min(0),
  resources: z.record(z.string(), resource),
  deposed: z.record(z.string(), z.array(resource)),
  outputs: z.record(z.string(), value),
  creation: creationSchema.optional(),
});

/** An empty state; the lineage comes from the stack's name and the instant (epoch ms) of its first plan. */
export function newState(stack: string, atMs: number): State {
  const lineage = createHash('sha256').update(`${stack}|${atMs}`).digest('hex').slice(0, 32);
  return {
    format: STATE_FORMAT,
    version: STATE_VERSION,
    lineage,
    stack,
    serial: 0,
    resources: {},
    deposed: {},
    outputs: {},
  };
}

/** The state in `file`, or undefined when there is none. A damaged one is an error: without it the objects would be orphans. */
export function loadState(file: string): State | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(file, `it is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > STATE_VERSION) {
    throw new LabError(
      'STATE_DAMAGED',
      `${file} was written by a newer ha-lab (state version ${version}, known: ${STATE_VERSION}).`,
      {
        suggestions: ['Use that version of ha-lab, or destroy the stack with it first.'],
        ref: file,
        exitCode: 5,
      },
    );
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw damaged(file, `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'wrong shape'}`);
}

function damaged(file: string, why: string): LabError {
  return new LabError('STATE_DAMAGED', `The state file ${file} cannot be read: ${why}. Nothing was changed.`, {
    suggestions: [
      `If there is a copy (${basename(file)}.backup is the state before the last change), put it in its place: cp ${file}.backup ${file}`,
      'On the sandbox: ha-lab sandbox reset starts over with an empty account and an empty state.',
    ],
    ref: file,
    exitCode: 5,
  });
}

/** Writes a sibling and renames it, so that the file is whole at every moment; the one before stays as `.backup`. */
export function saveState(file: string, state: State): void {
  mkdirSync(dirname(file), { recursive: true });
  const next = join(dirname(file), `.${basename(file)}.${process.pid}.new`);
  try {
    writeFileSync(next, `${JSON.stringify(state, null, 2)}\n`, { flush: true });
    if (existsSync(file)) copyFileSync(file, `${file}.backup`);
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}

/** Changes to a state are new states; every one of them has the next serial. */
export function withResource(state: State, address: string, resourceState: ResourceState | undefined): State {
  const { [address]: _, ...others } = state.resources;
  const resources = resourceState === undefined ? others : { ...others, [address]: resourceState };
  return { ...state, serial: state.serial + 1, resources };
}

/** Moves the object of an address aside, to be removed after its replacement stands. */
export function withDeposed(state: State, address: string): State {
  const old = state.resources[address];
  if (old === undefined) return state;
  const deposed = { ...state.deposed, [address]: [...(state.deposed[address] ?? []), old] };
  return withResource({ ...state, deposed }, address, undefined);
}

export function withoutDeposed(state: State, address: string, id: string): State {
  const left = (state.deposed[address] ?? []).filter((old) => old.id !== id);
  const { [address]: _, ...others } = state.deposed;
  return { ...state, serial: state.serial + 1, deposed: left.length === 0 ? others : { ...others, [address]: left } };
}

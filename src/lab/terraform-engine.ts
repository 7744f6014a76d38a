// Terraform as the one who builds: on the sandbox with a state and endpoints of our own, on an account with what the project itself says.
// Everything that changes such a stack goes through it, a lesson's settings, too.

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { synthesise } from '../applier/index.js';
import {
  type ApplyEnd,
  environmentFor,
  findTerraform,
  readState,
  Terraform,
  type TerraformPlan,
  type Watching,
} from '../terraform/index.js';
import { type Orphan, orphansOf, type StackResources } from './adoption.js';
import type { Leftover } from './inventory.js';
import { type Target, terraformStateFile } from './state-file.js';
import { noteChanges } from './state-notes.js';
import type { Workbook } from './workbook.js';

/** What a state says: how much stands, and the outputs. */
export interface Standing {
  readonly stack: string;
  readonly resources: readonly string[];
  /** AWS's own ids of them. */
  readonly ids: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface TerraformEngine {
  /** Undefined: nothing stands. Throws STATE_DAMAGED. */
  standing(): Standing | undefined;
  /** @param config contents in place of the project's ha-lab.json: a lesson's overlay. */
  plan(watching?: Watching, config?: unknown): Promise<TerraformPlan>;
  apply(watching?: Watching, config?: unknown): Promise<ApplyEnd>;
  /** What of this stands and is in no state: made by a run that was killed before it could note it. */
  orphans(left: readonly Leftover[]): Promise<readonly Orphan[]>;
  /** Puts it into the state. */
  adopt(orphan: Orphan, watching?: Watching): Promise<void>;
  /** From what was last synthesised: it works when the project no longer compiles. */
  destroy(watching?: Watching): Promise<ApplyEnd>;
}

export interface EngineOptions {
  readonly workbook: Workbook;
  /** Folder of the project. */
  readonly project: string;
  readonly target: Target;
  /** Where every call goes: to the served sandbox, or to what stands in for an account; absent: to AWS. */
  readonly endpoint?: string;
  /** Lets the clock go while Terraform waits; answers how to stop it. Absent where it goes by itself. */
  readonly drive?: () => () => Promise<void>;
}

export function terraformEngine(options: EngineOptions): TerraformEngine {
  const { workbook, project, target, endpoint, drive } = options;
  const stateFile = terraformStateFile(workbook, project, target);
  const run = async <Result>(file: string, work: (terraform: Terraform) => Promise<Result>): Promise<Result> => {
    const terraform = new Terraform({
      binary: await findTerraform(),
      folder: dirname(file),
      keep: join(workbook.ours, 'terraform', `${basename(project)}.${target}`),
      env: environmentFor(target),
      override: {
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(target === 'sandbox' ? { stateFile, sandboxKeys: true } : {}),
      },
      stateFile,
    });
    const stop = drive?.();
    // A rewind of the sandbox takes its state back with it.
    const stopNotes = target === 'sandbox' ? noteChanges(workbook.ours, relative(workbook.ours, stateFile)) : undefined;
    try {
      return await work(terraform);
    } finally {
      stopNotes?.();
      await stop?.();
    }
  };
  const synthesised = async (config?: unknown): Promise<string> =>
    (await synthesise(project, config === undefined ? {} : { config })).file;
  const lastSynthesised = async (): Promise<string> => {
    const file = join(project, 'cdktf.out', 'stacks', basename(project), 'cdk.tf.json');
    return existsSync(file) ? file : synthesised();
  };
  return {
    standing: () => {
      const state = readState(stateFile);
      return state === undefined || state.resources.length === 0 ? undefined : { stack: basename(project), ...state };
    },
    plan: async (watching, config) => run(await synthesised(config), (terraform) => terraform.plan(watching)),
    apply: async (watching, config) => run(await synthesised(config), (terraform) => terraform.apply(watching)),
    orphans: async (left) => {
      const { resource } = JSON.parse(readFileSync(await synthesised(), 'utf8')) as { resource?: StackResources };
      return orphansOf(resource ?? {}, readState(stateFile)?.resources ?? [], left);
    },
    adopt: async ({ address, id }, watching) =>
      run(await lastSynthesised(), (terraform) => terraform.adopt(address, id, watching)),
    destroy: async (watching) => run(await lastSynthesised(), (terraform) => terraform.destroy(watching)),
  };
}

// The override file beside the synthesised JSON: what the target needs and the learner's project does not say. It is Terraform's own
// mechanism (`*_override.tf.json` is merged over the rest), lives for one run, and the project itself is never edited.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const OVERRIDE = 'ha-lab_override.tf.json';

export interface Override {
  /** Every service of the stack is asked there. */
  readonly endpoint?: string;
  /** The endpoint is a sandbox: keys that open nothing, and no look for others. */
  readonly sandboxKeys?: boolean;
  /** State apart from the project's own, so that the sandbox's never mixes with an account's. */
  readonly stateFile?: string;
  /** The provider's version, where a mirror has another than the project asks for. */
  readonly providerVersion?: string;
}

/** Keys of the provider's `endpoints` block for the services of the stack, and for logs, which a project may add. */
const SERVICES = ['autoscaling', 'cloudwatch', 'ec2', 'elbv2', 'iam', 'logs', 'ssm', 'sts'];

export function overrideJson(override: Override): Readonly<Record<string, unknown>> {
  const { endpoint, stateFile, providerVersion } = override;
  const backend = stateFile === undefined ? {} : { backend: { local: { path: stateFile } } };
  const required =
    providerVersion === undefined
      ? {}
      : { required_providers: { aws: { source: 'hashicorp/aws', version: providerVersion } } };
  const terraform = { ...backend, ...required };
  return {
    ...(Object.keys(terraform).length === 0 ? {} : { terraform }),
    ...(endpoint === undefined ? {} : { provider: { aws: [providerAt(endpoint, override.sandboxKeys === true)] } }),
  };
}

/** The account is still asked for (STS): without its number the provider composes ARNs with a hole. */
function providerAt(endpoint: string, sandboxKeys: boolean): object {
  const keys = { access_key: 'HALABSANDBOX', secret_key: 'not-a-secret', skip_metadata_api_check: 'true' };
  return {
    ...(sandboxKeys ? keys : {}),
    endpoints: [Object.fromEntries(SERVICES.map((service) => [service, endpoint]))],
  };
}

/** The version of the AWS provider that the synthesised project asks for; undefined: any. */
export function requiredVersion(folder: string): string | undefined {
  const json: unknown = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));
  const provider = z.object({ version: z.string().optional() });
  const parsed = z.object({ terraform: z.object({ required_providers: z.object({ aws: provider }) }) }).safeParse(json);
  return parsed.success ? parsed.data.terraform.required_providers.aws.version : undefined;
}

/**
 * Does the work with the override in place. Where it names a version, Terraform gets a lock file of our own: the learner's own
 * runs in that folder keep theirs. Puts everything back, also what a killed run left.
 * @param keep folder of ours.
 */
export async function withOverride<Result>(
  folder: string,
  keep: string,
  override: Override,
  work: () => Promise<Result>,
): Promise<Result> {
  const file = join(folder, OVERRIDE);
  const swap = lockSwap(folder, keep);
  const restore = (): void => {
    rmSync(file, { force: true });
    swap.back();
  };
  restore();
  if (override.providerVersion !== undefined) swap.away();
  writeFileSync(file, `${JSON.stringify(overrideJson(override), null, 2)}\n`);
  try {
    return await work();
  } finally {
    restore();
  }
}

/** The mark says that the files are swapped, and whether the learner had one; it is written before the first move. */
function lockSwap(folder: string, keep: string): { away(): void; back(): void } {
  const lock = lockFile(folder);
  const [theirs, ours, mark] = ['theirs.lock.hcl', 'ours.lock.hcl', 'swapped'].map((name) => join(keep, name)) as [
    string,
    string,
    string,
  ];
  return {
    away: () => {
      writeFileSync(mark, existsSync(lock) ? 'theirs' : 'none');
      if (existsSync(lock)) renameSync(lock, theirs);
      if (existsSync(ours)) renameSync(ours, lock);
    },
    back: () => {
      if (!existsSync(mark)) return;
      const untouched = readFileSync(mark, 'utf8') === 'theirs' && !existsSync(theirs);
      if (!untouched && existsSync(lock)) renameSync(lock, ours);
      if (existsSync(theirs)) renameSync(theirs, lock);
      rmSync(mark);
    },
  };
}

/** Terraform's record of the provider it chose. */
export const lockFile = (folder: string): string => join(folder, '.terraform.lock.hcl');

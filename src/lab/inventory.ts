// What is left of a project, asked of every API anew and never of our own state: by tag, by listing what each API has, and by what lies in
// the project's VPC. The order is the one in which it can be removed.

import { basename } from 'node:path';
import type { AwsClients } from './clients.js';
import { commandFor, type Found, KINDS } from './inventory/kinds.js';
import { logGroups } from './inventory/log-groups.js';
import { networkAndMachines } from './inventory/network.js';
import { alarms, balancing, groups, identities } from './inventory/services.js';

export type { Found, Kind } from './inventory/kinds.js';
export { PROJECT_TAG } from './project-tag.js';

export interface Leftover extends Found {
  /** The AWS CLI command that removes it. */
  readonly command: string;
}

/** @param project its folder or its name */
export async function inventory(clients: AwsClients, project: string): Promise<readonly Leftover[]> {
  const name = basename(project);
  const found = await Promise.all([
    networkAndMachines(clients, name),
    balancing(clients, name),
    groups(clients, name),
    alarms(clients, name),
    identities(clients, name),
    logGroups(clients, name),
  ]);
  return found
    .flat()
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.id < b.id ? -1 : 1))
    .map((one) => ({ ...one, command: commandFor(one) }));
}

/** Twice, because a list of AWS may lag behind: what the second look shows is what is left. @param pause between the two */
export async function inventoryTwice(
  clients: AwsClients,
  project: string,
  pause: () => Promise<unknown>,
): Promise<readonly Leftover[]> {
  await inventory(clients, project);
  await pause();
  return inventory(clients, project);
}

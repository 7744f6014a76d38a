// The lab on an account: plain SDK clients with the standard credential chain and the account's own clock. No control surface is needed;
// where a served sandbox stands in for the account and has one, its users can be sent and asked.

import { LabError } from '../errors.js';
import type { SandboxControl } from '../sandbox/index.js';
import { accountClock } from './account-clock.js';
import { type AwsClients, accountClients } from './clients.js';
import { loopbackEndpoint } from './endpoint.js';
import { readRecord } from './explain/index.js';
import type { Lab, StackOutputs, Traffic } from './lab.js';
import { observeStack } from './observe/observe.js';
import type { Place } from './place.js';
import { remoteControl } from './remote-control.js';
import { sandboxTraffic } from './sandbox-lab.js';

/** The account that this shell's settings lead to. Asks nothing of it yet, except whether a sandbox stands in for it. */
export async function awsPlace(region: string): Promise<Place> {
  const endpoint = loopbackEndpoint();
  const clients = accountClients(region, endpoint);
  const clock = accountClock(clients.sts);
  const control = endpoint === undefined ? undefined : await controlAt(endpoint);
  return {
    target: 'aws',
    region,
    clients,
    clock,
    lab: (outputs) => awsLab(clients, clock, outputs, control),
    when: async () => ({ now: await clock.now() }),
    close: async () => {},
  };
}

/** @param control of a sandbox that stands in for the account; absent: there are no users but real ones. */
export function awsLab(clients: AwsClients, clock: Lab['clock'], outputs: StackOutputs, control?: SandboxControl): Lab {
  const traffic = control === undefined ? noTraffic : sandboxTraffic(control, outputs);
  return {
    target: 'aws',
    outputs,
    clients,
    clock,
    traffic,
    record: (seen, drills) => readRecord(control, seen, drills),
    observe: async (of) => observeStack(clients, outputs, traffic, await clock.now(), of),
  };
}

/** A watch that misses what happens between two looks judges wrongly. */
const LONGEST_LOOK_MS = 15_000;

/** Throws ENVIRONMENT where a single look takes so much of the account's time that a lesson would miss what it waits for. */
export async function requireWatchable(lab: Lab): Promise<void> {
  const [from, host] = [await lab.clock.now(), performance.now()];
  await lab.observe();
  const moved = (await lab.clock.now()) - from;
  if (moved <= LONGEST_LOOK_MS) return;
  const speed = Math.max(1, Math.floor(5_000 / (performance.now() - host)));
  throw new LabError(
    'ENVIRONMENT',
    `One look at this stack takes ${moved / 1_000} s of its own time; too much would be missed.`,
    {
      suggestions: [`Serve the sandbox with a clock that can be followed: ha-lab sandbox serve --speed ${speed}`],
      exitCode: 5,
    },
  );
}

async function controlAt(url: string): Promise<SandboxControl | undefined> {
  const control = remoteControl(url);
  try {
    await control.status();
    return control;
  } catch {
    return undefined;
  }
}

/** Nobody asks, and nobody can be sent: what users met is unknown, which is not the same as nothing. */
const noTraffic: Traffic = {
  start: async () => {
    throw new LabError('REFUSED', 'There are no users to send here: this endpoint has only AWS’s own APIs.', {
      suggestions: [
        'A tool of your own can: ha-lab load --export k6 (or jmeter)',
        'On the sandbox: the same command without --target aws',
      ],
      exitCode: 2,
    });
  },
  stop: async () => {},
  users: async () => undefined,
  perInstance: async () => ({}),
  tally: async () => undefined,
  names: async () => [],
};

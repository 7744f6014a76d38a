// The lab on an account: plain SDK clients with the standard credential chain and the account's own clock. Its users are real requests to the
// load balancer's address. Where a served sandbox stands in for the account, it says where its load balancers listen and how late it is.

import { LabError } from '../errors.js';
import type { LocalDoor, SandboxControl } from '../sandbox/index.js';
import { accountClock } from './account-clock.js';
import { type AwsClients, accountClients } from './clients.js';
import { loopbackEndpoint } from './endpoint.js';
import { readRecord } from './explain/index.js';
import { httpTraffic, loadFolder } from './http-traffic.js';
import type { Lab, StackOutputs, Traffic } from './lab.js';
import { loadAddress } from './load-address.js';
import { observeStack } from './observe/observe.js';
import type { Place } from './place.js';
import { remoteControl } from './remote-control.js';
import { sandboxTraffic } from './sandbox-lab.js';
import type { Workbook } from './workbook.js';

/** The account that this shell's settings lead to. Asks nothing of it yet, except whether a sandbox stands in for it. */
export async function awsPlace(region: string, workbook: Workbook): Promise<Place> {
  const endpoint = loopbackEndpoint();
  const clients = accountClients(region, endpoint);
  const clock = accountClock(clients.sts);
  const standIn = endpoint === undefined ? undefined : await standInAt(endpoint);
  return {
    target: 'aws',
    region,
    clients,
    clock,
    lab: (outputs) => awsLab({ clients, clock, outputs, workbook, ...(standIn === undefined ? {} : { standIn }) }),
    when: async () => ({ now: await clock.now() }),
    close: async () => {},
  };
}

/** A served sandbox in the account's place. */
export interface StandIn {
  readonly url: string;
  readonly control: SandboxControl;
  /** Its load balancers listen on this computer. Where they do not (a clock that nobody could follow), its own users are sent. */
  readonly listens: boolean;
}

export interface AwsLabOptions {
  readonly clients: AwsClients;
  readonly clock: Lab['clock'];
  readonly outputs: StackOutputs;
  readonly workbook: Workbook;
  readonly standIn?: StandIn;
}

export function awsLab(options: AwsLabOptions): Lab {
  const { clients, clock, outputs, standIn } = options;
  const traffic = trafficOf(options);
  return {
    target: 'aws',
    outputs,
    clients,
    clock,
    traffic,
    record: (seen, drills) => readRecord(standIn?.control, seen, drills),
    observe: async (of) => ({
      ...(await observeStack(clients, outputs, traffic, await clock.now(), of)),
      wholeSeconds: true,
    }),
  };
}

function trafficOf({ clients, clock, outputs, workbook, standIn }: AwsLabOptions): Traffic {
  if (standIn?.listens === false) return sandboxTraffic(standIn.control, outputs);
  const doors = async (): Promise<readonly LocalDoor[]> => (await standIn?.control.details())?.doors ?? [];
  return httpTraffic({
    folder: loadFolder(workbook, outputs, 'aws'),
    dnsName: outputs.loadBalancerDnsName,
    address: async (at) => loadAddress(clients, outputs, await doors(), at),
    clock,
    ...(standIn === undefined ? {} : { standIn: standIn.url }),
  });
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

async function standInAt(url: string): Promise<StandIn | undefined> {
  const control = remoteControl(url);
  try {
    const { doors } = await control.details();
    return { url, control, listens: doors !== undefined };
  } catch {
    return undefined;
  }
}

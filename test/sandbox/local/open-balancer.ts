// The real load balancer in front of applications that are no processes: servers of the caller's, one for each instance. The world around them
// is a deployed stack in memory.

import type { InMemoryLab } from '../../../src/lab/in-memory.js';
import type { AppHost, HostedApp, HostReports } from '../../../src/sandbox/fleet/app-host.js';
import type { LocalDoor } from '../../../src/sandbox/fleet/front-door.js';
import type { Address } from '../../../src/sandbox/local/addresses.js';
import { LocalBalancers } from '../../../src/sandbox/local/balancer/balancers.js';
import { follow } from '../../../src/sandbox/pace.js';

export interface OpenBalancer {
  readonly door: LocalDoor;
  /** Lines of the access log so far. */
  readonly log: string[];
  /** ALB-30: what the end of a drain does. */
  cut(instanceId: string, targetGroupArn: string): void;
  stop(): Promise<void>;
}

/** @param addressOf where the application of that instance listens. Health checks are answered with 200 at once. */
export async function openBalancer(
  { sandbox }: InMemoryLab,
  factor: number,
  addressOf: (app: HostedApp) => Address,
): Promise<OpenBalancer> {
  let reports: HostReports | undefined;
  const known = new Map<number, HostedApp>();
  const host: AppHost = {
    start: (app) => {
      known.set(app.appId, app);
      setImmediate(() => reports?.listening(app));
    },
    signal: () => {},
    ask: ({ job }) => void setImmediate(() => reports?.answered(job, { statusCode: 200 })),
    forget: () => {},
    cut: () => {},
    burn: () => {},
    takeBusyMs: () => 0,
  };
  let paced: ReturnType<typeof follow> | undefined;
  const log: string[] = [];
  const balancers = new LocalBalancers({
    sandbox,
    factor,
    enter: (work) => {
      paced?.catchUp();
      return work();
    },
    app: (appId) => {
      const app = known.get(appId);
      return app && { address: addressOf(app), visited: () => {} };
    },
    log: (line) => log.push(line),
  });
  reports = sandbox.host(host, { factor, doors: () => balancers.doors(), requestsPerAnswer: () => 1 });
  await new Promise((resolve) => setImmediate(resolve));
  paced = follow(sandbox, factor);
  balancers.reconcile();
  let door: LocalDoor | undefined;
  while (door === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    [door] = balancers.doors();
  }
  return {
    door,
    log,
    cut: (instanceId, targetGroupArn) => balancers.cut(instanceId, targetGroupArn),
    stop: async () => {
      paced?.stop();
      await balancers.close();
      sandbox.endHosting();
    },
  };
}

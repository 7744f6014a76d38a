// Real machines behind a sandbox: the clock follows the host's, applications really run, load balancers listen on this computer.
// What is simulated stays so: the boot, the shell, Docker's commands, the network between them; see docs/real-machines.md.

import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HostReports } from '../fleet/app-host.js';
import { follow, type PacedRun, type Pulse } from '../pace.js';
import type { Sandbox } from '../sandbox.js';
import { LocalBalancers } from './balancer/balancers.js';
import { RealAppHost } from './real-app-host.js';
import type { RunnerMaker } from './runner.js';

/** An application that has not come up by then may as well fail its health checks. */
const START_PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 200;
/**
 * What is to leave between two looks at the clock leaves too late, and its sender seems to have waited. While this process is held up (a
 * slow disk, a busy computer), answers lie unread: that time is not the machines', and the clock stands.
 */
const pulseAt = (factor: number): Pulse => ({ tickMs: Math.min(20, Math.max(2, 40 / factor)), mostOwedMs: 25 });
const LOG_EVERY_MS = 500;

export interface RealFleetSettings {
  /** Virtual seconds per second: every period, patience and piece of work is so many times shorter. 1: real time. */
  readonly factor: number;
  /** For the switch files of the applications and the access log; made if missing. */
  readonly folder: string;
  readonly say: (line: string) => void;
  /** Told when all applications are gone and nobody asked for that. */
  readonly onLost: (why: string) => void;
}

export interface RealFleet {
  /** Ends every application and listener; the world goes on simulated. */
  stop(): Promise<void>;
}

/** Puts applications that really run behind the sandbox's, and real listeners before them. @param make who runs them. */
export async function startRealFleet(
  sandbox: Sandbox,
  settings: RealFleetSettings,
  make: RunnerMaker,
): Promise<RealFleet> {
  const { factor, folder } = settings;
  const scratch = join(folder, 'apps');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const log = accessLog(join(folder, 'access.log'));
  let paced: PacedRun | undefined;
  const enter = <Result>(work: () => Result): Result => {
    paced?.catchUp();
    return work();
  };
  let balancers: LocalBalancers | undefined;
  let reports: HostReports | undefined;
  const host = new RealAppHost(
    { scratch, factor },
    {
      reports: () => entering(reports, enter),
      lost: settings.onLost,
      cut: (instanceId, targetGroupArn) => balancers?.cut(instanceId, targetGroupArn),
    },
    make,
  );
  balancers = new LocalBalancers({ sandbox, factor, enter, app: (appId) => host.app(appId), log: log.write });
  reports = sandbox.host(host, {
    factor,
    doors: () => balancers?.doors() ?? [],
    requestsPerAnswer: () => host.requestsPerAnswer,
  });
  // The world stands still until what stands in it is there again: its health checks would notice the gap.
  await host.started(START_PATIENCE_MS);
  paced = follow(sandbox, factor, () => {}, pulseAt(factor));
  const looking = setInterval(() => balancers?.reconcile(), LOOK_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(looking);
      paced?.stop();
      reports = undefined;
      await balancers?.close();
      sandbox.endHosting();
      await host.close();
      log.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Each report at the present instant; none once the fleet is being stopped. */
function entering(reports: HostReports | undefined, enter: <Result>(work: () => Result) => Result): HostReports {
  return {
    listening: (app) => enter(() => reports?.listening(app)),
    exited: (app, exitCode) => enter(() => reports?.exited(app, exitCode)),
    answered: (job, answer) => enter(() => reports?.answered(job, answer)),
    printed: (app, line) => enter(() => reports?.printed(app, line)),
  };
}

/** Lines are written together, a few times a second. */
function accessLog(file: string): { write(line: string): void; close(): void } {
  const lines: string[] = [];
  const flush = (): void => {
    if (lines.length > 0) appendFileSync(file, `${lines.splice(0).join('\n')}\n`);
  };
  const timer = setInterval(flush, LOG_EVERY_MS);
  return {
    write: (line) => lines.push(line),
    close: () => {
      clearInterval(timer);
      flush();
    },
  };
}

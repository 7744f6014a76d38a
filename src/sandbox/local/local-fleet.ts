// Real machines behind a sandbox: the clock follows the host's, applications are processes, load balancers listen on this computer.
// What is simulated stays so: the boot, the shell, Docker's commands, the network between them; see docs/local-fleet.md.

import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HostReports } from '../fleet/app-host.js';
import { follow, type PacedRun } from '../pace.js';
import type { Sandbox } from '../sandbox.js';
import { LocalBalancers } from './balancers.js';
import { LocalAppHost } from './local-app-host.js';
import { pythonPrograms } from './python.js';

/** An application that has not come up by then may as well fail its health checks. */
const START_PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 200;
const LOG_EVERY_MS = 500;

export interface LocalFleetSettings {
  /** Virtual seconds per second: every period, patience and piece of work is so many times shorter. 1: real time. */
  readonly factor: number;
  /** For the switch files of the applications and the access log; made if missing. */
  readonly folder: string;
  readonly say: (line: string) => void;
  /** Told after each turn of the clock. */
  readonly onTick?: () => void;
  /** Told when all processes are gone and nobody asked for that. */
  readonly onLost: () => void;
}

export interface LocalFleet {
  /** Ends every process and listener; the world goes on simulated. */
  stop(): Promise<void>;
}

/** Puts real processes behind the sandbox's applications. Throws ENVIRONMENT when this computer lacks what they need. */
export async function startLocalFleet(sandbox: Sandbox, settings: LocalFleetSettings): Promise<LocalFleet> {
  const { factor, folder } = settings;
  const programs = await pythonPrograms(settings.say);
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
  const host = new LocalAppHost(
    { programs, scratch, factor, python: join(programs, 'python') },
    {
      reports: () => entering(reports, enter),
      lost: settings.onLost,
      cut: (instanceId, targetGroupArn) => balancers?.cut(instanceId, targetGroupArn),
    },
  );
  balancers = new LocalBalancers({ sandbox, factor, enter, app: (appId) => host.app(appId), log: log.write });
  reports = sandbox.host(host, { factor, doors: () => balancers?.doors() ?? [] });
  // The world stands still until what stands in it is there again: its health checks would notice the gap.
  await host.started(START_PATIENCE_MS);
  paced = follow(sandbox, factor, settings.onTick);
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

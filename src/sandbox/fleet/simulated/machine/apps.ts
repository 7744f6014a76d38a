// Applications on a machine: a container's processes or a system service, from start to exit. Docker's restart policies are here, too.

import { cutJobs, pauseApp, requestsInside } from '../jobs.js';
import { containerFile } from '../shell/process.js';
import { appOf, bootRandom, type Simulation, setTimer } from '../simulation.js';
import type { App, Container, Machine } from '../state.js';
import { drawRange } from '../timings.js';
import { print } from './console.js';
import { recount } from './load.js';

/** An idle gunicorn needs this long to end after SIGTERM (measured: 0.6 s for six). */
const EXIT_MS = 400;
/** From the last answer to the end of a process that is stopping. */
const LAST_ANSWER_MS = 20;

export type AppPlan = Pick<
  App,
  'name' | 'container' | 'port' | 'hostPort' | 'pages' | 'workers' | 'threads' | 'workMs' | 'healthFile' | 'delayFile'
>;

export function startApp(simulation: Simulation, machine: Machine, plan: AppPlan): App {
  const { state } = simulation;
  const app: App = {
    ...plan,
    appId: state.nextAppId,
    pid: machine.nextPid,
    phase: 'starting',
    paused: false,
    serving: 0,
    backlog: [],
    parked: [],
    exitCode: 0,
  };
  state.nextAppId += 1;
  machine.nextPid += 1 + plan.workers;
  machine.apps.push(app);
  // Drawn in any case: a machine's boot is the same whether or not its application is real.
  const listensAt = simulation.now + drawRange(bootRandom(simulation, machine), state.timings.appStart);
  const { instanceId } = machine.spec;
  if (!simulation.hosting?.runs(app)) {
    setTimer(simulation, listensAt, { kind: 'app-listens', instanceId, epoch: machine.epoch, appId: app.appId });
  }
  recount(simulation, machine);
  if (machine.impairments.some(({ kind }) => kind === 'hung-app')) pauseApp(simulation, machine, app);
  return app;
}

export function appListens(simulation: Simulation, machine: Machine, appId: number): void {
  const app = appOf(machine, appId);
  if (app === undefined || app.phase !== 'starting') return;
  app.phase = 'listening';
  const way = app.hostPort === undefined ? 'and is not published' : `reached on port ${app.hostPort}`;
  print(machine, `${app.name}: listening on port ${app.port}, ${way}`);
  const { instanceId } = machine.spec;
  simulation.kernel.emit({ type: 'BootStepFinished', instanceId, step: `${app.name} listens on port ${app.port}` });
}

/** SIGTERM: no new connections; requests with a thread may end within the grace, those without are reset at once. */
export function stopApp(simulation: Simulation, machine: Machine, app: App, graceMs: number, exitCode = 0): void {
  if (app.phase === 'stopping') return;
  app.phase = 'stopping';
  app.exitCode = exitCode;
  if (simulation.hosting?.runs(app)) {
    // It ends by itself, which is reported, or is killed when its time is over.
    simulation.hosting.signal(app, 'terminate');
    exitAfter(simulation, machine, app, graceMs);
    return;
  }
  const waiting = new Set(app.backlog);
  cutJobs(simulation, machine, app, false, (_, slot) => waiting.has(slot));
  const delayMs = app.paused || requestsInside(app) > 0 ? graceMs : Math.min(EXIT_MS, graceMs);
  exitAfter(simulation, machine, app, delayMs);
}

/** The last request of a stopping application has its answer. */
export function lastAnswerGiven(simulation: Simulation, machine: Machine, app: App): void {
  if (simulation.hosting?.runs(app)) return;
  exitAfter(simulation, machine, app, LAST_ANSWER_MS);
}

function exitAfter(simulation: Simulation, machine: Machine, app: App, delayMs: number): void {
  const { instanceId } = machine.spec;
  const { epoch } = machine;
  setTimer(simulation, simulation.now + delayMs, { kind: 'app-exits', instanceId, epoch, appId: app.appId });
}

/** The processes are gone: open requests are reset, or simply never answered when the power went. */
export function exitApp(simulation: Simulation, machine: Machine, app: App, why: string, silently = false): void {
  simulation.hosting?.signal(app, 'kill');
  cutJobs(simulation, machine, app, silently);
  const place = machine.apps.indexOf(app);
  if (place >= 0) machine.apps.splice(place, 1);
  recount(simulation, machine);
  if (app.container) containerExited(simulation, machine, app, why, silently);
  else {
    const service = machine.services[app.name];
    if (service !== undefined) service.active = false;
  }
}

function containerExited(simulation: Simulation, machine: Machine, app: App, why: string, powerLost: boolean): void {
  const container = machine.containers.find(({ appId }) => appId === app.appId);
  if (container === undefined) return;
  container.status = 'exited';
  container.exitCode = app.exitCode;
  container.appId = 0;
  reportContainer(simulation, machine, container, 'ContainerStopped', why);
  if (container.removeOnExit) machine.containers.splice(machine.containers.indexOf(container), 1);
  else if (!powerLost && machine.power === 'on' && isActive(machine, 'docker') && restarts(container)) {
    startContainer(simulation, machine, container);
  }
}

/** Docker's restart policies, while the daemon runs. */
export function restarts(container: Container): boolean {
  if (container.restart === 'always' || container.restart === 'unless-stopped') return !container.stoppedByHand;
  return container.restart.startsWith('on-failure') && container.exitCode !== 0 && !container.stoppedByHand;
}

export const isActive = (machine: Machine, service: string): boolean => machine.services[service]?.active === true;

export function reportContainer(
  simulation: Simulation,
  machine: Machine,
  container: Container,
  type: 'ContainerStarted' | 'ContainerStopped',
  why?: string,
): void {
  const { instanceId } = machine.spec;
  const hostPort = container.ports[0]?.host;
  simulation.kernel.emit({
    type,
    instanceId,
    container: container.name,
    ...(hostPort === undefined ? {} : { hostPort }),
    ...(why === undefined ? {} : { why }),
  });
}

/** The container's processes start; what they are follows from the image, the environment and the command. */
export function startContainer(simulation: Simulation, machine: Machine, container: Container): void {
  container.stoppedByHand = false;
  container.exitCode = 0;
  const plan = containerPlan(simulation, container);
  reportContainer(simulation, machine, container, 'ContainerStarted');
  if (plan === undefined) {
    container.status = 'exited';
    reportContainer(simulation, machine, container, 'ContainerStopped', 'its command ended');
    return;
  }
  container.status = 'running';
  const app = startApp(simulation, machine, plan);
  container.appId = app.appId;
  simulation.hosting?.start(machine, app);
}

const STATIC_SERVERS = /^(?:.*\/)?(nginx|httpd|caddy)(?::|@|$)/;
const NO_SERVERS = /^(?:.*\/)?(hello-world|alpine|busybox|ubuntu|debian|amazonlinux)(?::|@|$)/;

export const isKnownImage = (image: string): boolean =>
  STATIC_SERVERS.test(image) || NO_SERVERS.test(image) || /django/.test(image);

function containerPlan(simulation: Simulation, container: Container): AppPlan | undefined {
  const { environment, command, image, name } = container;
  const { timings } = simulation.state;
  if (NO_SERVERS.test(image)) return undefined;
  const number = (value: string | undefined, missing: number): number => {
    const given = Number(value);
    return value !== undefined && Number.isFinite(given) && given > 0 ? given : missing;
  };
  const isStatic = STATIC_SERVERS.test(image);
  const flag = (...names: string[]): string | undefined => {
    const at = command.findIndex((word) => names.some((known) => word === known || word.startsWith(`${known}=`)));
    const word = command[at];
    return word?.includes('=') ? word.slice(word.indexOf('=') + 1) : command[at + 1];
  };
  const bind = flag('--bind', '-b')?.split(':').pop();
  const port = isStatic ? 80 : number(bind ?? environment.PORT, 8000);
  const hostPort = container.ports.find((published) => published.container === port)?.host;
  return {
    name,
    container: true,
    port,
    ...(hostPort === undefined ? {} : { hostPort }),
    pages: isStatic ? 'static' : 'django',
    workers: isStatic
      ? 2
      : Math.round(
          number(flag('--workers', '-w') ?? environment.WEB_CONCURRENCY ?? environment.WORKERS, timings.workers),
        ),
    threads: isStatic ? 512 : Math.round(number(flag('--threads') ?? environment.THREADS, timings.threads)),
    workMs: number(environment.WORK_MS, timings.workMs),
    ...(isStatic
      ? {}
      : {
          healthFile: environment.HEALTH_ANSWER_FILE ?? '/tmp/health-answer',
          delayFile: containerFile(name, environment.ANSWER_DELAY_FILE ?? '/tmp/answer-delay'),
        }),
  };
}

// Applications that really run: what happens to them on the machine goes to the host, what the host reports happens on the machine.
// Requests keep their place in the fleet's state, so that draining, cuts and patience are the same; only the answer is real.

import type { AppHost, HostedApp, HostReports, HostSignal, Switches } from '../app-host.js';
import { instanceShape } from './instance-types.js';
import { jobDone, jobReset, takeOver } from './jobs.js';
import { appListens, exitApp } from './machine/apps.js';
import { print } from './machine/console.js';
import { recount } from './machine/load.js';
import { containerFile } from './shell/process.js';
import { appOf, machineOf, type Simulation, setTimer } from './simulation.js';
import { type App, JOB, type Machine } from './state.js';

export class Hosting {
  /** Paths of the requests that are at applications, by their slot. */
  private readonly requests = new Map<number, { readonly path: string; readonly healthCheck: boolean }>();

  constructor(private readonly host: AppHost) {}

  /** A static file server has nothing that would be worth a process: it stays simulated. */
  runs(app: App): boolean {
    return app.pages === 'django';
  }

  start(machine: Machine, app: App): void {
    if (!this.runs(app)) return;
    this.host.start(hostedApp(machine, app));
    if (app.paused) this.host.signal(app.appId, 'pause');
  }

  signal(app: App, signal: HostSignal): void {
    this.host.signal(app.appId, signal);
  }

  /** What is asked for under this slot; told when the request sets out. */
  note(slot: number, path: string, healthCheck: boolean): void {
    this.requests.set(slot, { path, healthCheck });
  }

  ask(machine: Machine, app: App, slot: number): void {
    const { path, healthCheck } = this.requests.get(slot) ?? { path: '/', healthCheck: false };
    const switches = switchesOf(machine, app);
    this.host.ask({ job: slot, app: hostedApp(machine, app), path, healthCheck, switches });
  }

  forget(slot: number): void {
    if (this.requests.delete(slot)) this.host.forget(slot);
  }

  cut(machine: Machine, targetGroupArn: string): void {
    this.host.cut(machine.spec.instanceId, targetGroupArn);
  }

  burn(machine: Machine, threads: number): void {
    this.host.burn(machine.spec.instanceId, threads);
  }

  /** Adds what was really used to the machine's account of its processors. */
  settle({ spec, processor }: Machine): void {
    processor.busyMs += this.host.takeBusyMs(spec.instanceId);
  }

  /** The reports of the host as changes of the world; the caller sees to the instant. */
  reports(simulation: Simulation): HostReports {
    const on = ({ instanceId, appId }: HostedApp, work: (machine: Machine, app: App) => void): void => {
      const machine = machineOf(simulation, instanceId);
      const app = machine === undefined ? undefined : appOf(machine, appId);
      if (machine !== undefined && app !== undefined) work(machine, app);
    };
    return {
      listening: (hosted) => on(hosted, (machine, app) => appListens(simulation, machine, app.appId)),
      exited: (hosted, exitCode) =>
        on(hosted, (machine, app) => {
          if (app.phase !== 'stopping') app.exitCode = exitCode;
          exitApp(simulation, machine, app, app.phase === 'stopping' ? 'stopped' : `its processes ended (${exitCode})`);
        }),
      answered: (slot, answer) => {
        if (!this.requests.delete(slot)) return;
        if (answer === 'reset') jobReset(simulation, slot);
        else jobDone(simulation, slot, answer.statusCode);
      },
      printed: (hosted, line) => on(hosted, (machine) => print(machine, `${hosted.name}: ${line}`)),
    };
  }
}

/** Starts what stands in the world: its processes ended with the host before. Whoever asks meanwhile is refused. */
export function startHosting(simulation: Simulation, hosting: Hosting): void {
  simulation.hosting = hosting;
  simulation.state.hosted = true;
  for (const machine of simulation.powered) {
    for (const app of machine.apps) {
      if (!hosting.runs(app) || app.phase === 'stopping') continue;
      app.phase = 'starting';
      hosting.start(machine, app);
    }
    recount(simulation, machine);
  }
}

/** Without its host, also after a crash of it, a world goes on as if its applications had always been simulated. */
export function endHosting(simulation: Simulation): void {
  delete simulation.hosting;
  delete simulation.state.hosted;
  const { jobs, timers } = simulation.state;
  jobs.forEach(({ phase }, slot) => {
    if (phase === JOB.hosted) takeOver(simulation, slot);
  });
  const awaited = new Set(Object.values(timers).map((timer) => (timer.kind === 'app-listens' ? timer.appId : 0)));
  for (const machine of simulation.powered) {
    for (const { appId, phase } of machine.apps) {
      if (phase !== 'starting' || awaited.has(appId)) continue;
      const { instanceId } = machine.spec;
      setTimer(simulation, simulation.now, { kind: 'app-listens', instanceId, epoch: machine.epoch, appId });
    }
    recount(simulation, machine);
  }
}

/** As its host knows it. */
export function hostedApp(machine: Machine, app: App): HostedApp {
  const container = machine.containers.find(({ appId }) => appId === app.appId);
  const { instanceId, privateIpAddress, instanceType } = machine.spec;
  const { appId, name, port, workers, threads } = app;
  const environment = container?.environment ?? {};
  const { vcpus } = instanceShape(instanceType);
  return { instanceId, privateIpAddress, vcpus, appId, name, port, workers, threads, environment };
}

/** The switch files as the machine holds them, and the impairments that do the same without a file. */
export function switchesOf(machine: Machine, app: App): Switches {
  const file = (name: string | undefined): string | undefined => (name === undefined ? undefined : machine.files[name]);
  let healthAnswer = file(app.healthFile && containerFile(app.name, app.healthFile));
  let answerDelayMs = Number(file(app.delayFile)?.trim() || 0) || 0;
  for (const impairment of machine.impairments) {
    if (impairment.kind === 'slow-app') answerDelayMs += impairment.addedMs;
    if (impairment.kind === 'health-answer') healthAnswer = String(impairment.statusCode);
  }
  return {
    ...(healthAnswer === undefined ? {} : { healthAnswer }),
    ...(answerDelayMs > 0 ? { answerDelayMs } : {}),
  };
}

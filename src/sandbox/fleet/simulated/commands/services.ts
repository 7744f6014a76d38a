// systemctl and service: docker, and the two web servers that scripts install most. `enable` is what survives a reboot.

import { startInstalledAgent } from '../machine/agent-start.js';
import { exitApp, isActive, restarts, startApp, startContainer, stopApp } from '../machine/apps.js';
import { appOf, bootRandom, type Simulation } from '../simulation.js';
import type { Machine } from '../state.js';
import { drawRange } from '../timings.js';
import { type Call, type Command, type Commands, OK, type Result } from './command.js';

const QUICK_MS = 100;
const STOP_MS = 1_000;
/** `systemctl stop docker` waits this long for containers before it kills them. */
export const DOCKER_STOP_GRACE_MS = 10_000;
const WEB_SERVERS = ['httpd', 'nginx'];
const SERVICE_THREADS = 0.5;

const plain = (unit: string): string => unit.replace(/\.(service|socket|target)$/, '');

interface Wish {
  readonly verb: string;
  readonly units: readonly string[];
  readonly now: boolean;
  readonly quiet: boolean;
}

function wish({ words }: Call): Wish {
  const plainWords = words.slice(1).filter((word) => !word.startsWith('-'));
  const legacy = words[0] === 'service';
  const [verb = '', ...units] = legacy ? [plainWords[1] ?? '', plainWords[0] ?? ''] : plainWords;
  return {
    verb,
    units: [...new Set(units.map(plain))],
    now: words.includes('--now'),
    quiet: words.includes('--quiet') || words.includes('-q'),
  };
}

/** Part of the image, the agent of all but the minimal ones. */
const PREINSTALLED = ['amazon-ssm-agent', 'sshd', 'crond', 'chronyd', 'amazon-cloudwatch-agent'];

const AGENT = 'amazon-ssm-agent';

const isPreinstalled = ({ spec }: Machine, unit: string): boolean =>
  PREINSTALLED.includes(unit) && (unit !== AGENT || spec.withoutAgent !== true);

const isInstalled = (machine: Machine, unit: string): boolean =>
  machine.packages.includes(unit) || isPreinstalled(machine, unit);

function starts({ verb, now }: Wish): boolean {
  return verb === 'start' || verb === 'restart' || verb === 'reload-or-restart' || (verb === 'enable' && now);
}

const systemctl: Command = {
  start: (call) => {
    const { simulation, machine } = call;
    const { timings } = simulation.state;
    const wanted = wish(call);
    const starting =
      starts(wanted) && wanted.units.some((unit) => isInstalled(machine, unit) && !isActive(machine, unit));
    if (starting || wanted.verb === 'restart') {
      return { ms: drawRange(bootRandom(simulation, machine), timings.dockerStart), threads: SERVICE_THREADS };
    }
    return { ms: wanted.verb === 'stop' ? STOP_MS : QUICK_MS };
  },
  finish: (call) => {
    const wanted = wish(call);
    const { verb, units, quiet } = wanted;
    if (units.length === 0) return OK;
    if (verb === 'is-active' || verb === 'status') {
      const active = units.every((unit) => isActive(call.machine, unit) || isPreinstalled(call.machine, unit));
      return { status: active ? 0 : 3, ...(quiet ? {} : { output: active ? 'active\n' : 'inactive\n' }) };
    }
    const missing = units.find((unit) => !isInstalled(call.machine, unit));
    if (missing !== undefined) {
      return {
        status: verb === 'enable' ? 1 : 5,
        error: `Failed to ${verb} ${missing}.service: Unit ${missing}.service not found.`,
      };
    }
    return apply(call, wanted);
  },
};

function apply({ simulation, machine }: Call, wanted: Wish): Result {
  for (const unit of wanted.units) {
    machine.services[unit] ??= { active: false, enabled: false };
    const service = machine.services[unit];
    if (wanted.verb === 'enable') service.enabled = true;
    if (wanted.verb === 'disable') service.enabled = false;
    const stops = wanted.verb === 'stop' || (wanted.verb === 'disable' && wanted.now);
    if (stops || wanted.verb === 'restart') stopService(simulation, machine, unit);
    if (starts(wanted)) startService(simulation, machine, unit);
  }
  return OK;
}

/** A service comes up: docker brings back the containers that its policies name, a web server its page. */
export function startService(simulation: Simulation, machine: Machine, unit: string): void {
  const service = machine.services[unit];
  if (service === undefined || service.active) return;
  service.active = true;
  if (unit === 'docker') {
    for (const container of machine.containers) {
      if (container.status === 'exited' && restarts(container)) startContainer(simulation, machine, container);
    }
  } else if (unit === AGENT) {
    startInstalledAgent(simulation, machine);
  } else if (WEB_SERVERS.includes(unit)) {
    const plan = { name: unit, container: false, port: 80, hostPort: 80, pages: 'static' as const };
    startApp(simulation, machine, { ...plan, workers: 2, threads: 512, workMs: 0 });
  }
}

function stopService(simulation: Simulation, machine: Machine, unit: string): void {
  const service = machine.services[unit];
  if (service === undefined || !service.active) return;
  service.active = false;
  for (const app of [...machine.apps]) {
    if (app.name === unit && !app.container) exitApp(simulation, machine, app, 'service stopped');
  }
  if (unit !== 'docker') return;
  for (const container of machine.containers) {
    const app = appOf(machine, container.appId);
    if (app !== undefined) stopApp(simulation, machine, app, DOCKER_STOP_GRACE_MS);
  }
}

export const SERVICES: Commands = { systemctl, service: systemctl };

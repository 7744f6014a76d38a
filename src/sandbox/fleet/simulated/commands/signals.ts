// kill, pkill, killall, pgrep; and the commands that end the machine: shutdown, reboot.

import { pauseApp, resumeApp } from '../jobs.js';
import { exitApp, stopApp } from '../machine/apps.js';
import { containerOf } from '../shell/process.js';
import { setTimer } from '../simulation.js';
import type { App } from '../state.js';
import { type Call, type Command, type Commands, instant, OK, type Result } from './command.js';

const GUNICORN_GRACE_MS = 30_000;
const KILLED = 137;
const TERMINATED = 143;

interface Wish {
  readonly signal: string;
  readonly targets: readonly string[];
}

const NUMBERS: Readonly<Record<string, string>> = {
  '9': 'KILL',
  '15': 'TERM',
  '19': 'STOP',
  '18': 'CONT',
  '1': 'HUP',
  '2': 'INT',
};

function wish(words: readonly string[]): Wish {
  let signal = 'TERM';
  const targets: string[] = [];
  for (let index = 1; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-s' || word === '--signal') {
      signal = words[index + 1] ?? 'TERM';
      index += 1;
    } else if (/^-(SIG)?[A-Z0-9]+$/.test(word)) signal = word.slice(1);
    else if (!word.startsWith('-')) targets.push(word);
  }
  const plain = signal.replace(/^SIG/, '');
  return { signal: NUMBERS[plain] ?? plain, targets };
}

/** Names under which `pkill` finds an application. */
function namesOf(app: App): readonly string[] {
  return app.pages === 'django' ? ['gunicorn', 'python', 'python3', app.name] : [app.name, 'nginx', 'httpd'];
}

function signalApp({ simulation, machine }: Call, app: App, signal: string): void {
  if (signal === 'STOP') pauseApp(simulation, machine, app);
  else if (signal === 'CONT') resumeApp(simulation, machine, app);
  else if (signal === 'KILL') {
    app.exitCode = KILLED;
    exitApp(simulation, machine, app, 'killed');
  } else if (signal === 'TERM' || signal === 'INT' || signal === 'QUIT') {
    stopApp(simulation, machine, app, GUNICORN_GRACE_MS, signal === 'TERM' ? 0 : TERMINATED);
  }
}

function killProcesses(call: Call, pids: readonly number[], signal: string): void {
  if (signal === 'STOP' || signal === 'CONT' || signal === 'HUP') return;
  const { simulation, machine } = call;
  const status = signal === 'KILL' ? KILLED : TERMINATED;
  const { epoch } = machine;
  for (const pid of pids) {
    setTimer(simulation, simulation.now, { kind: 'signal', instanceId: machine.spec.instanceId, epoch, pid, status });
  }
}

function kill(call: Call): Result {
  const { machine, words, process } = call;
  const { signal, targets } = wish(words);
  if (signal === '0') return { status: targets.every((pid) => isAlive(call, Number(pid))) ? 0 : 1 };
  let missing = '';
  for (const target of targets) {
    const inContainer = containerOf(process);
    const pid = target.startsWith('%') ? process.lastBackgroundPid : Number(target);
    const app = machine.apps.find((one) => one.pid === pid || (inContainer === one.name && pid === 1));
    if (app !== undefined) signalApp(call, app, signal);
    else if (machine.processes.some((one) => one.pid === pid)) killProcesses(call, [pid], signal);
    else missing = target;
  }
  return missing === '' ? OK : { status: 1, error: `kill: (${missing}) - No such process` };
}

const isAlive = ({ machine }: Call, pid: number): boolean =>
  machine.apps.some((app) => app.pid === pid) || machine.processes.some((process) => process.pid === pid);

/** Processes by the start of a command's name, or with -f by any part of it; never the asking one. */
function processesNamed({ machine, words, process }: Call, name: string): number[] {
  const full = words.some((word) => /^-[a-z]*f/.test(word));
  return machine.processes
    .filter(({ pid, running }) => {
      if (pid === process.pid || running === undefined) return false;
      return full ? running.text.includes(name) : (running.words[0] ?? '').split('/').pop()?.startsWith(name) === true;
    })
    .map(({ pid }) => pid);
}

function killByName(call: Call): Result {
  const { signal, targets } = wish(call.words.filter((word) => !/^-[fxo]+$/.test(word)));
  let found = 0;
  for (const target of targets) {
    const pids = processesNamed(call, target);
    killProcesses(call, pids, signal);
    const apps = call.machine.apps.filter((app) => namesOf(app).some((name) => name.includes(target)));
    for (const app of apps) signalApp(call, app, signal);
    found += pids.length + apps.length;
  }
  return { status: found > 0 ? 0 : 1 };
}

function find(call: Call): Result {
  const name = call.words.slice(1).find((word) => !word.startsWith('-')) ?? '';
  const apps = call.machine.apps.filter((app) => namesOf(app).some((known) => known.includes(name)));
  const pids = [...apps.map(({ pid }) => pid), ...processesNamed(call, name)];
  return { status: pids.length > 0 ? 0 : 1, output: pids.map((pid) => `${pid}\n`).join('') };
}

/** EC2-02: a shutdown from inside stops the instance. */
const powerOff: Command = instant((call) => {
  const { simulation, machine, words } = call;
  const how = words.includes('-r') || words[0] === 'reboot' ? 'reboot' : 'halt';
  const { epoch } = machine;
  setTimer(simulation, simulation.now, { kind: 'power', instanceId: machine.spec.instanceId, epoch, how });
  return OK;
});

export const SIGNALS: Commands = {
  kill: instant(kill),
  pkill: instant(killByName),
  killall: instant(killByName),
  pgrep: instant(find),
  pidof: instant(find),
  shutdown: powerOff,
  poweroff: powerOff,
  halt: powerOff,
  reboot: powerOff,
};

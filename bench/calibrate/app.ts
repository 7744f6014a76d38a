// What the sample application costs on this computer, measured at one instance of two workers: CPU per page, memory, start.

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../../src/sandbox/local/addresses.js';
import { ProcessRunner } from '../../src/sandbox/local/processes/process-runner.js';

const KEY = 'app';
const WORK_MS = 16.5;
/** Connections at a time: as many as the instance has workers. */
const CONNECTIONS = 2;
const WARM_UP = 200;
/** The supervisor tells the CPU twice a second. */
const CPU_IS_KNOWN_MS = 1_200;

export interface PageCost {
  readonly path: string;
  readonly workMs: number;
  readonly requests: number;
  /** Of all processes of the instance, for each request. */
  readonly cpuMs: number;
  readonly meanMs: number;
}

export interface AppCost {
  readonly pages: readonly PageCost[];
  /** From the order to the words that it listens. */
  readonly startMs: number;
  /** Resident, of the leader and its two workers together. */
  readonly memoryMb: number;
}

/** @param programs folder of `gunicorn`. @param folder for the switch files. */
export async function appCost(programs: string, folder: string): Promise<AppCost> {
  const plain = await measured(programs, folder, 0, [
    ['/', 2_000],
    ['/healthz', 2_000],
    ['/burn?ms=20', 200],
  ]);
  const working = await measured(programs, folder, WORK_MS, [['/', 300]]);
  return { ...plain, pages: [...plain.pages, ...working.pages] };
}

async function measured(
  programs: string,
  folder: string,
  workMs: number,
  pages: readonly (readonly [path: string, requests: number])[],
): Promise<AppCost> {
  let cpuMs = 0;
  let listening = (): void => {};
  const listens = new Promise<void>((resolve) => {
    listening = resolve;
  });
  const runner = new ProcessRunner(programs, {
    printed: (_, line) => /\bListening at: /.test(line) && listening(),
    exited: () => {},
    failed: (_, why) => console.log(why),
    busy: ({ [KEY]: ms = 0 }) => {
      cpuMs = ms;
    },
    lost: () => {},
  });
  mkdirSync(folder, { recursive: true });
  const app = { instanceId: 'i-1', privateIpAddress: '10.0.9.9', appId: 1, name: 'django', port: 8000, vcpus: 2 };
  const environment = { WORK_MS: String(workMs), WEB_CONCURRENCY: '2', THREADS: '64' };
  const began = performance.now();
  const address = await runner.start(KEY, {
    app: { ...app, workers: 2, threads: 64, environment },
    environment,
    folder,
  });
  await listens;
  const startMs = performance.now() - began;
  await ask(address, '/', WARM_UP);
  const costs: PageCost[] = [];
  for (const [path, requests] of pages) {
    await sleep(CPU_IS_KNOWN_MS);
    const before = cpuMs;
    const meanMs = await ask(address, path, requests);
    await sleep(CPU_IS_KNOWN_MS);
    costs.push({ path, workMs, requests, cpuMs: (cpuMs - before) / requests, meanMs });
  }
  const memoryMb = residentMb();
  await runner.close();
  return { pages: costs, startMs, memoryMb };
}

/** Mean of the times that the answers took. */
async function ask({ host, port }: Address, path: string, requests: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let left = requests;
  let tookMs = 0;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const open = request({ host, port, path, agent, headers: { host: 'localhost' } }, (answer) => {
        answer.resume();
        answer.once('end', () => {
          tookMs += performance.now() - began;
          resolve();
        });
      });
      open.once('error', reject);
      open.end();
    });
  const user = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, user));
  agent.destroy();
  return tookMs / requests;
}

/** Of the leaders that the holder of all processes has, which is a child of this one, and of their workers. */
function residentMb(): number {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = lines.map((line) => {
    const [pid = 0, parent = 0, kilobytes = 0] = line.trim().split(/\s+/).slice(0, 3).map(Number);
    return { pid, parent, kilobytes, gunicorn: line.includes('gunicorn') };
  });
  const holders = all.filter(({ parent }) => parent === process.pid).map(({ pid }) => pid);
  const leaders = all.filter(({ parent, gunicorn }) => gunicorn && holders.includes(parent)).map(({ pid }) => pid);
  const family = all.filter(({ pid, parent }) => leaders.includes(pid) || leaders.includes(parent));
  return family.reduce((sum, { kilobytes }) => sum + kilobytes, 0) / 1_024;
}

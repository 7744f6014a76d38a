// A small HTTP server whose delays are known, and a generator on it, in this process.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Server } from 'node:net';
import { openClock } from '../../src/load/clock.js';
import { Generator, type Sending } from '../../src/load/generator.js';
import type { LoadPlan } from '../../src/load/plan.js';
import { type Stretch, stretchOf } from '../../src/load/report.js';

export interface Site {
  readonly url: string;
  /** Connections that are open now. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const site = (answer: Answer): Promise<Site> => listen(createServer({ keepAliveTimeout: 60_000 }, answer));

/** Answers each connection with these bytes. */
export const rawSite = (bytes: string): Promise<Site> =>
  listen(createRawServer((socket) => socket.once('data', () => socket.end(bytes)).on('error', () => {})));

async function listen(server: Server): Promise<Site> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => new Promise((resolve) => server.getConnections((_, count) => resolve(count))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Users at once, who think for this long. */
export const users = (count: number, thinkMs: number): LoadPlan['loop'] => ({
  kind: 'closed',
  users: [{ atMs: 0, count }],
  thinkMs: { low: thinkMs, high: thinkMs },
});

export const rate = (perSecond: number, mostOpen = 1_000): LoadPlan['loop'] => ({
  kind: 'open',
  arrivals: [{ atMs: 0, perSecond }],
  mostOpen,
});

type Wanted = Pick<LoadPlan, 'url' | 'loop'> & Partial<LoadPlan>;

export const planOf = (wanted: Wanted): LoadPlan => ({
  run: 'one',
  name: 'lab',
  path: '/',
  seed: 'test',
  patienceMs: 5_000,
  mostConnections: 100,
  durationMs: 1_000,
  clock: { kind: 'host', aheadMs: 0 },
  ...wanted,
});

export async function generatorOf(wanted: Wanted, resolve?: Sending['resolve']): Promise<Generator> {
  const plan = planOf(wanted);
  const clock = await openClock(plan.clock);
  return new Generator({ plan, clock, ...(resolve === undefined ? {} : { resolve }) });
}

/** Sends it all and counts. */
export async function sent(wanted: Wanted, resolve?: Sending['resolve']): Promise<Stretch> {
  const generator = await generatorOf(wanted, resolve);
  await generator.run();
  return stretchOf(generator.tally.take());
}

// Real HTTP requests to simulated machines, thirty times as quick as life: answered when the world answers, and inputs of it like any other.

import { get } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { follow, openVisitorDoors, type PacedRun, Sandbox, type VisitorDoors } from '../../../src/sandbox/index.js';
import type { Input } from '../../../src/sandbox/inputs.js';
import { deployedLab, MINUTES } from '../../helpers/deployed.js';
import { eventually } from './harness.js';

const SPEED = 30;
const inputs: Input[] = [];
let before: string;
let sandbox: Sandbox;
let clock: PacedRun;
let doors: VisitorDoors;
let url: string;

beforeAll(async () => {
  const stack = await deployedLab('visits', { alarms: { actionsEnabled: false } });
  before = JSON.stringify(stack.sandbox.world);
  sandbox = Sandbox.of(JSON.parse(before), (input) => inputs.push(structuredClone(input)));
  clock = follow(sandbox, SPEED);
  doors = openVisitorDoors(sandbox, { speed: () => SPEED, catchUp: () => clock.catchUp() });
  ({ url } = await eventually('the load balancer listens', () => doors.doors()[0]));
});
afterAll(async () => {
  await doors.close();
  clock.stop();
});

const machines = (): readonly string[] =>
  Object.values(sandbox.world.autoscaling.groups).flatMap(({ instances }) => Object.keys(instances));

/** All that is in the world, but for how often its clock was set going. */
const told = ({ world: { kernel, ...rest } }: Sandbox): string => {
  const tasks = kernel.tasks.map(({ seq: _, ...task }) => task);
  return JSON.stringify({ ...rest, now: kernel.now, streams: kernel.streams, journal: kernel.journal, tasks });
};

test('the machines answer in turn, and say which one it was', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => fetch(url)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
  const seen = new Set(answers.map(({ headers }) => headers.get('x-instance-id') ?? ''));
  expect([...seen].sort()).toEqual([...machines()].sort());
});

test('a page of 16.5 ms is there at once, one of 30 s after a second', async () => {
  const since = performance.now();
  expect((await fetch(`${url}/slow?s=30&beat=5`)).status).toBe(200);
  const took = performance.now() - since;
  expect(took).toBeGreaterThan(950);
  await Promise.all([fetch(url), fetch(url)]);
  expect(performance.now() - since - took).toBeLessThan(500);
});

test('nobody listens on the machine: the load balancer answers by itself', async () => {
  const [victim = ''] = machines();
  sandbox.act({ kind: 'impair', instanceId: victim, impairment: { kind: 'hung-app' } });
  // A hung application takes the request and is silent: 504 after the idle timeout of 60 s.
  const all = await Promise.all(Array.from({ length: 6 }, () => fetch(url)));
  sandbox.act({ kind: 'mend', instanceId: victim, impairment: 'hung-app' });
  const [silent] = all.filter(({ status }) => status === 504);
  expect(await silent?.text()).toContain('<h1>504 Gateway Time-out</h1>');
  const codes = all.map(({ status, headers }) => `${status} ${headers.get('x-instance-id') ?? headers.get('server')}`);
  expect(new Set(codes)).toEqual(new Set(['504 awselb/2.0', expect.stringMatching(/^200 i-/)]));
});

test('it is read as the load balancer of real machines reads: strictly, one request after the other; the world hears only of requests', async () => {
  const talk = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(url);
      let heard = '';
      connect(Number(port), hostname)
        .setEncoding('latin1')
        .on('data', (piece: string) => {
          heard += piece;
        })
        .on('error', () => {})
        .on('close', () => resolve(heard))
        .write(text);
    });
  const before = inputs.length;
  const clean = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  const page =
    /^HTTP\/1\.1 400 Bad Request\r\nServer: awselb\/2\.0\r\n[\s\S]*<h1>400 Bad Request<\/h1>[\s\S]*<\/html>\r\n$/;
  const lengths = 'Content-Length: 1\r\nContent-Length: 2\r\n\r\nab';
  expect(await talk(`POST / HTTP/1.1\r\nHost: x\r\n${lengths}${clean}`)).toMatch(page);
  expect(await talk(`GET / HTTP/1.1\nHost: x\n\n`)).toMatch(page);
  expect(await talk(`TRACE / HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(/^HTTP\/1\.1 405 /);
  expect(inputs).toHaveLength(before);
  const posted = `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`;
  const headOnly = 'HEAD / HTTP/1.1\r\nHost: x\r\n\r\n';
  const answers = await talk(posted + headOnly + clean);
  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(Array(3).fill('HTTP/1.1 200'));
  expect(answers.match(/<h1>/g)).toHaveLength(2);
});

test('whoever goes away before the answer is known to have gone', async () => {
  const gone = new AbortController();
  const asked = fetch(`${url}/slow?s=600&beat=5`, { signal: gone.signal }).catch(() => 'gone');
  const visits = (): number =>
    inputs.filter(({ kind, ...of }) => kind === 'control' && 'action' in of && of.action.kind === 'hang-up').length;
  await eventually('it is asked', () => sandbox.world.fleet.jobs.some(({ streams, user }) => streams && user >= 0));
  gone.abort();
  expect(await asked).toBe('gone');
  await eventually('the load balancer knows', () => visits() > 0);
  expect(sandbox.world.fleet.jobs.some(({ streams, user }) => streams && user >= 0)).toBe(false);
});

test('the log of what came in leads to the same world again', () => {
  const now = sandbox.now + MINUTES;
  sandbox.run(now);
  const again = Sandbox.of(JSON.parse(before));
  for (const input of inputs) again.replay(input);
  again.run(now);
  expect(inputs.length).toBeGreaterThan(20);
  expect(told(again)).toBe(told(sandbox));
});

test('what a rule says without any target: a page of its own, a redirect to where that listener is here, a host of its own', async () => {
  const [loadBalancer] = Object.values(sandbox.world.elbv2.loadBalancers);
  const [ListenerArn = ''] = Object.values(loadBalancer?.listenerArns ?? {});
  const rule = (Priority: number, Conditions: unknown, Actions: unknown): unknown =>
    sandbox.call('elbv2', 'CreateRule', { ListenerArn, Priority, Conditions, Actions });
  const page = { StatusCode: '403', ContentType: 'text/html', MessageBody: '<p>Not <b>here</b>: é</p>' };
  const redirect = { StatusCode: 'HTTP_302', Path: '/new/#{path}', Query: 'was=#{query}' };
  rule(10, [{ Field: 'path-pattern', Values: ['/secret*'] }], [{ Type: 'fixed-response', FixedResponseConfig: page }]);
  rule(11, [{ Field: 'path-pattern', Values: ['/old*'] }], [{ Type: 'redirect', RedirectConfig: redirect }]);
  rule(
    12,
    [{ Field: 'host-header', Values: ['gone.example.com'] }],
    [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '410' } }],
  );
  const fixed = await fetch(`${url}/secret/plans`);
  expect([fixed.status, fixed.headers.get('content-type'), await fixed.text()]).toEqual([
    403,
    'text/html; charset=utf-8',
    '<p>Not <b>here</b>: é</p>',
  ]);
  const moved = await fetch(`${url}/old/page?x=1`, { redirect: 'manual' });
  expect([moved.status, moved.headers.get('location')]).toEqual([302, `${url}/new/old/page?was=x=1`]);
  const asked = (host: string): Promise<number | undefined> =>
    new Promise((resolve) => {
      get(url, { headers: { host } }, (answer) => resolve(answer.resume().statusCode));
    });
  expect(await asked('gone.example.com')).toBe(410);
  expect(await asked('other.example.com')).toBe(200);
});

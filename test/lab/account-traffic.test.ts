// Users over HTTP, and a whole lesson with them, on a sandbox that another process serves in an account's place. The lab knows nothing of it
// but AWS's APIs and what the load generator wrote down.

import { join } from 'node:path';
import {
  AddTagsCommand,
  DescribeLoadBalancersCommand,
  RemoveTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/generator/index.js';
import { awsPlace } from '../../src/lab/aws-lab.js';
import { deployedOutputs, deploymentOf } from '../../src/lab/deploy.js';
import type { Lab } from '../../src/lab/lab.js';
import { type LoadBeat, runLoad } from '../../src/lab/load.js';
import { observeTraffics } from '../../src/lab/observe/traffics.js';
import type { Place } from '../../src/lab/place.js';
import { PROJECT_TAG } from '../../src/lab/project-tag.js';
import { remoteControl } from '../../src/lab/remote-control.js';
import { undoLogOf } from '../../src/lab/undo-log.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { loadCourse } from '../../src/lesson/course.js';
import { playLessons } from '../../src/lesson/unattended.js';
import { workbookTheatre } from '../../src/lesson/workbook-theatre.js';
import { scratchFolder } from '../helpers/scratch.js';
import { type Server, startServer } from '../helpers/server.js';
import { workbooks } from '../helpers/workbook.js';

/** Ten minutes take half a minute, and an answer's real millisecond counts as 20. */
const SPEED = 30;
const books = workbooks(scratchFolder());
const before = { ...process.env };
const book = books.deployed();
const workbook = workbookAt(book);
const project = join(book, 'generated/demo');
let server: Server;
let place: Place;
let lab: Lab;

beforeAll(async () => {
  server = await startServer(book, SPEED);
  Object.assign(process.env, server.environment);
  place = await awsPlace('us-east-1', workbook);
  lab = place.lab(deployedOutputs(deploymentOf(workbook, project, place.clients, place.clock)));
});
afterAll(async () => {
  await lab.traffic.stop();
  await server.stop();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});

const users = (count: number) => ({ from: count, to: count, rampSeconds: 0 });

test('users are real requests: the rate, the codes, each machine’s share; other eyes see them; stopped, they are gone', async () => {
  await lab.traffic.start(users(10));
  await lab.clock.pass(45_000);
  const seen = await lab.observe();
  expect(seen.users).toMatchObject({ active: 10, errorRate: 0, windowSeconds: 30 });
  // Ten users with a second of thought; what this machine needs for an answer counts thirtyfold.
  expect(seen.users?.requestRate).toBeGreaterThan(1);
  expect(seen.users?.requestRate).toBeLessThan(10.5);
  expect(seen.users?.byStatus).toEqual({ 200: seen.users?.requests });
  expect(seen.instances.map(({ share = 0 }) => share > 0.3 && share < 0.7)).toEqual([true, true]);
  // Another process would see as much: the folder is all that it needs.
  const other = (await awsPlace('us-east-1', workbook)).lab(lab.outputs);
  await other.traffic.stop();
  const after = await lab.clock.now();
  await lab.clock.pass(40_000);
  expect((await lab.observe()).users).toBeUndefined();
  const tally = await lab.traffic.tally('lab', after);
  expect(tally).toMatchObject({ open: 0, byStatus: { 200: expect.any(Number) } });
});

test('a load test: beats, a sum, and a second traffic beside it', async () => {
  await lab.traffic.start({ ...users(3), name: 'once', path: '/slow?s=5&beat=1', once: true, patienceSeconds: 60 });
  const beats: LoadBeat[] = [];
  const result = await runLoad(lab, {
    request: { ...users(5), holdSeconds: 40, whileWatched: true },
    everyMs: 20_000,
    onBeat: (beat) => beats.push(beat),
    signal: new AbortController().signal,
  });
  expect(beats.length).toBeGreaterThanOrEqual(2);
  expect(result.users?.requests).toBeGreaterThan(10);
  expect(result.users?.measured?.p50Ms).toBeGreaterThan(10);
  const traffics = await observeTraffics(lab, result.to);
  expect(traffics).toContainEqual(expect.objectContaining({ name: 'once', open: 0, completed: 3, failed: 0 }));
});

test('nobody else’s address is loaded, nor a load balancer that is not tagged as ours', async () => {
  const at = { url: 'http://example.com', mayLoad: false };
  await expect(lab.traffic.start({ ...users(1), at })).rejects.toMatchObject({
    code: 'REFUSED',
    message: expect.stringContaining('http://example.com is not this project’s load balancer'),
    suggestions: [expect.any(String), expect.stringContaining('--i-may-load-this')],
  });
  const { elbv2 } = place.clients;
  const { LoadBalancers = [] } = await elbv2.send(new DescribeLoadBalancersCommand({}));
  const [{ LoadBalancerArn: arn = '' } = {}] = LoadBalancers;
  await elbv2.send(new RemoveTagsCommand({ ResourceArns: [arn], TagKeys: [PROJECT_TAG] }));
  await expect(lab.traffic.start(users(1))).rejects.toMatchObject({
    code: 'REFUSED',
    message: expect.stringContaining(`does not carry the tag ${PROJECT_TAG}=demo`),
  });
  await elbv2.send(new AddTagsCommand({ ResourceArns: [arn], Tags: [{ Key: PROJECT_TAG, Value: 'demo' }] }));
});

/** Limits of an account are for everybody on it: so many calls make a look, however many machines there are. */
const MOST_CALLS = 12;

test('a look is a bounded number of calls, and comes through where every other one is throttled', async () => {
  let calls = 0;
  let attempts = 0;
  const count = (client: (typeof place.clients)['ec2']): void => {
    client.middlewareStack.add(
      (next) => (args) => {
        calls += 1;
        return next(args);
      },
      { step: 'initialize' },
    );
    client.middlewareStack.add(
      (next) => (args) => {
        attempts += 1;
        return next(args);
      },
      { step: 'deserialize' },
    );
  };
  const counted = (await awsPlace('us-east-1', workbook)) as typeof place;
  for (const client of Object.values(counted.clients)) count(client);
  const throttled = remoteControl(server.url);
  await throttled.act({ kind: 'api-fault', fault: { faultId: 'busy', kind: 'throttle', admitOneIn: 2 } });
  const seen = await counted.lab(lab.outputs).observe();
  await throttled.act({ kind: 'clear-api-fault', faultId: 'busy' });
  expect(seen.group.desiredCapacity).toBe(2);
  expect(calls).toBeLessThanOrEqual(MOST_CALLS);
  expect(attempts).toBeGreaterThan(calls);
});

test('lesson 05 holds: one machine is terminated under load, and everything is judged by AWS’s APIs and the users’ own results', async () => {
  const { config } = await loadConfig(join(project, 'ha-lab.json'));
  const lessons = loadCourse().lessons.filter(({ number }) => number === '05');
  const theatre = workbookTheatre({
    workbook,
    lesson: lessons[0]?.id ?? '',
    deployment: deploymentOf(workbook, project, place.clients, place.clock),
    config,
    undoLog: undoLogOf(workbook, 'aws'),
    labOf: place.lab,
    say: () => {},
  });
  const road = { lesson: () => {}, act: () => {} };
  const runs = await playLessons(lessons, theatre, { road, signal: new AbortController().signal });
  const verdicts = runs.flatMap(({ reports }) => reports.flatMap(({ expectations }) => expectations));
  expect(verdicts.length).toBeGreaterThan(8);
  expect(verdicts.filter(({ result }) => result !== 'held')).toEqual([]);
  // Undone with the act: nobody asks any more, and nothing is open.
  expect(undoLogOf(workbook, 'aws').open()).toEqual([]);
  await theatre.restore();
});

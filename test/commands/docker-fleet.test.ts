// Containers behind the instances, from the command line: an engine of the test's own, a base image without a registry, lesson 06, and
// nothing left however the server ends. Skipped by name where no engine can be had; .ci/run says when one is to be used.

import { spawnSync } from 'node:child_process';
import type { ContainerInspectInfo } from 'dockerode';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { type BackgroundRun, startCli } from '../helpers/background.js';
import { runCli } from '../helpers/cli.js';
import { BUILT_IN, engineOrWhyNot, type OwnEngine } from '../helpers/docker-engine.js';
import { scratchFolder } from '../helpers/scratch.js';
import { workbooks } from '../helpers/workbook.js';

const scratch = scratchFolder();
const books = workbooks(scratch);
const found = await engineOrWhyNot(scratchFolder());
/** A health check's patience of 5 s is a quarter of a second here: while the sandbox itself is held up, its clock stands. */
const SPEED = '20';
/** A quarter of an hour of AWS's takes 45 s at that speed, and the lesson has two. */
vi.setConfig({ testTimeout: 600_000 });

interface Lesson {
  readonly acts: readonly {
    readonly expectations: readonly { readonly id: string; readonly says: string; readonly result: string }[];
  }[];
}

test('without an engine it says where it looked and what to do, exit 5, and lets go of the sandbox', () => {
  const book = books.empty();
  const nowhere = { DOCKER_HOST: `unix://${book}/nowhere.sock` };
  const { status, stderr } = runCli(['sandbox', 'serve', '--fleet', 'docker'], book, nowhere);
  expect(status).toBe(5);
  expect(stderr).toMatch(/No Docker engine answers[\s\S]*nowhere\.sock \(ENOENT\)[\s\S]*--fleet local/);
  expect(runCli(['sandbox', 'status'], book).status).toBe(0);
});

test('an engine on another machine is refused, and so is a base image that nothing would be built on', () => {
  const elsewhere = { DOCKER_HOST: 'tcp://192.0.2.7:2375' };
  const { status, stderr } = runCli(['sandbox', 'serve', '--fleet', 'docker'], books.empty(), elsewhere);
  expect([status, stderr]).toEqual([5, expect.stringContaining('containers must run on this computer')]);
  const unused = runCli(['sandbox', 'serve', '--base-image', 'python:3'], books.empty());
  expect([unused.status, unused.stderr]).toEqual([2, expect.stringContaining('--fleet docker --base-image python:3')]);
});

const missing = typeof found === 'string' ? found : undefined;

describe.skipIf(missing !== undefined)(`with an engine${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  const engine = found as OwnEngine;
  afterAll(() => engine.end());

  const serve = (book: string): BackgroundRun =>
    startCli(['sandbox', 'serve', '--fleet', 'docker', '--base-image', engine.base, '--speed', SPEED], book, {
      DOCKER_HOST: engine.host,
    });
  const running = async (): Promise<readonly ContainerInspectInfo[]> => {
    const all = await engine.docker.listContainers({ all: true });
    return Promise.all(all.map(({ Id }) => engine.docker.getContainer(Id).inspect()));
  };
  const left = async (): Promise<readonly string[]> => [
    ...(await engine.docker.listContainers({ all: true })).flatMap(({ Names }) => Names),
    ...(await engine.docker.listNetworks()).flatMap(({ Name }) => (BUILT_IN.test(Name) ? [] : [Name])),
  ];
  const nothingLeft = (): Promise<void> => expect.poll(left, { timeout: 30_000 }).toEqual([]);

  test('containers carry the instances’ addresses; lesson 06 holds on them; Ctrl-C, kill -9 and a next start leave nothing', async () => {
    const book = books.deployed();
    // A range that is taken is named, with who has it.
    const rival = await engine.docker.createNetwork({
      Name: 'rival',
      Internal: true,
      IPAM: { Config: [{ Subnet: '10.0.128.0/20' }] },
    });
    const refused = serve(book);
    expect(await refused.ended()).toMatchObject({
      status: 5,
      stderr: expect.stringMatching(
        /10\.0\.0\.0\/16[\s\S]*Docker network rival \(10\.0\.128\.0\/20\)[\s\S]*network rm rival/,
      ),
    });
    expect(await left()).toEqual(['rival']);
    await rival.remove();

    const first = serve(book);
    await first.see(/Serving at/);
    const containers = await running();
    const known = JSON.parse(runCli(['status', '--json'], book).stdout).instances as readonly {
      readonly id: string;
    }[];
    expect(containers.map(({ Config }) => Config.Labels['ha-lab.instance']).sort()).toEqual(
      known.map(({ id }) => id).sort(),
    );
    for (const { Config, HostConfig, NetworkSettings, State } of containers) {
      expect(State.Running).toBe(true);
      expect(Config.Labels['ha-lab.workbook']).toBe(book);
      expect(HostConfig.NanoCpus).toBeGreaterThan(0);
      const [network] = Object.values(NetworkSettings.Networks);
      const { IPAddress: address = '' } = network ?? {};
      expect(Config.Hostname).toBe(`ip-${address.replaceAll('.', '-')}`);
      const page = await fetch(`http://${address}:8000/`);
      expect([page.status, page.headers.get('x-instance-id')]).toEqual([200, Config.Labels['ha-lab.instance']]);
    }
    const [, url = ''] = runCli(['open'], book).stdout.match(/(http:\/\/127\.0\.0\.1:\d+)/) ?? [];
    expect((await fetch(url)).headers.get('x-instance-id')).toMatch(/^i-/);
    expect(runCli(['logs'], book).stdout).toMatch(/django: .*Listening at: http:\/\/0\.0\.0\.0:8000/);

    // Killed, it leaves them to its watchdog.
    first.signal('SIGKILL');
    await first.ended();
    await nothingLeft();

    // With the watchdog killed as well, the next server finds what is left.
    const second = serve(book);
    await second.see(/Serving at/);
    for (const pid of watchdogsOf(second.pid)) process.kill(pid, 'SIGKILL');
    second.signal('SIGKILL');
    await second.ended();
    const third = serve(book);
    await third.see(/Removed 3 containers and networks that an earlier run had left/);
    await third.see(/Serving at/);

    expect(notHeld(book)).toEqual([]);

    third.signal('SIGINT');
    expect(await third.ended()).toMatchObject({ status: 0, stderr: expect.stringContaining('Stopped') });
    expect(await left()).toEqual([]);
    expect(watchdogsOf(third.pid)).toEqual([]);
  });
});

/** Whatever AWS decides. What users meet depends on what else this computer does: beside other tests a page may come too late. */
function notHeld(book: string): readonly string[] {
  const { stdout } = runCli(['lesson', 'run', 'docker-dies', '--yes', '--here', '--json'], book);
  const expectations = (JSON.parse(stdout).lessons as readonly Lesson[]).flatMap(({ acts }) =>
    acts.flatMap((act) => act.expectations),
  );
  expect(expectations.length).toBeGreaterThan(5);
  return expectations.flatMap(({ id, says, result }) =>
    result === 'held' || says.includes('users.') ? [] : [`${id} ${result}`],
  );
}

function watchdogsOf(pid: number): readonly number[] {
  const lines = spawnSync('ps', ['-A', '-o', 'pid=,command='], { encoding: 'utf8' }).stdout.split('\n');
  return lines
    .filter((line) => line.includes('watchdog.js') && line.includes(`/${pid}/`))
    .map((line) => Number.parseInt(line, 10));
}

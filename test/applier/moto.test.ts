// The applier against moto, an independent emulator of AWS, where a machine has it: the same stack, over HTTP.
import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planCounts } from '../../src/applier/index.js';
import { sandboxClients } from '../../src/lab/clients.js';
import { findProgram } from '../helpers/find-program.js';
import { bench, details } from './helpers/bench.js';
import { EDITS } from './helpers/edits.js';
import { haDjango } from './helpers/settled-stack.js';

const moto = findProgram('moto_server', ['--help']);
const PORT = 20_000 + (process.pid % 20_000);
const URL = `http://127.0.0.1:${PORT}`;

/** What moto 5 does not keep when it makes them; all but the group's it keeps when they are changed. */
const MOTO_FORGETS: Readonly<Record<string, readonly string[]>> = {
  'aws_autoscaling_group.group': ['default_instance_warmup'],
  'aws_launch_template.launch_template': ['default_version', 'latest_version', 'tag_specifications'],
  'aws_vpc_security_group_egress_rule.alb_to_instances': ['description'],
  'aws_vpc_security_group_ingress_rule.instance_from_alb': ['description'],
};

const clock = {
  now: async () => Date.now(),
  pass: async (ms: number) => {
    await new Promise((resolve) => setTimeout(resolve, Math.min(ms, 100)));
    return Date.now();
  },
};

describe.skipIf(moto === undefined)(`moto${moto === undefined ? ' (skipped: no moto_server on the PATH)' : ''}`, () => {
  let server: ChildProcess;
  beforeAll(async () => {
    server = spawn(moto ?? '', ['-p', String(PORT)], {
      stdio: 'ignore',
      env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    });
    const answers = () =>
      fetch(`${URL}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (server.exitCode === null && !(await answers())) await clock.pass(100);
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await ended;
  });

  test('the default stack is made, planned again, edited and destroyed', async () => {
    const { plan, apply, store } = await bench(sandboxClients('us-east-1', { kind: 'endpoint', url: URL }), clock);
    expect((await apply(await plan(haDjango()))).failed).toEqual([]);
    expect(details(await plan(haDjango()))).toEqual(MOTO_FORGETS);
    const project = haDjango();
    for (const name of ['target group: health check', 'alarm: threshold', 'network: one NAT gateway for both zones']) {
      EDITS.find((edit) => edit.name === name)?.edit(project);
    }
    const edited = await plan(project);
    expect(planCounts(edited)).toEqual({ add: 0, change: 3 + Object.keys(MOTO_FORGETS).length, destroy: 2 });
    expect((await apply(edited)).failed).toEqual([]);
    expect(Object.keys(details(await plan(project)))).toEqual(['aws_autoscaling_group.group']);
    expect((await apply(await plan({}, true))).failed).toEqual([]);
    expect(store.current.resources).toEqual({});
  });
});

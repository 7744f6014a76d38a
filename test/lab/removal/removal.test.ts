// Leaving nothing behind: what an inventory finds, what is removed without a state, and that a stop anywhere costs nothing but time.

import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateSecurityGroupCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { priced } from '../../../src/cli/removal.js';
import { defaultConfig, overlayConfig, priceList } from '../../../src/generator/index.js';
import { applyDeploy, planDestroy } from '../../../src/lab/deploy.js';
import type { InMemoryLab } from '../../../src/lab/in-memory.js';
import { logGroups } from '../../../src/lab/inventory/log-groups.js';
import { inventory, inventoryTwice, PROJECT_TAG } from '../../../src/lab/inventory.js';
import { type Sweep, sweep } from '../../../src/lab/removal/sweep.js';
import { leftText } from '../../../src/report/destroy-text.js';
import { answering, denied } from '../../account/answering.js';
import { deployedLab } from '../../helpers/deployed.js';
import { PLANTS } from './plants.js';

const PROJECT = 'ha-django';
const left = ({ lab }: InMemoryLab) => inventory(lab.clients, PROJECT);
const sweepAll = ({ lab }: InMemoryLab, more: object = {}): Promise<Sweep> =>
  sweep({ clients: lab.clients, clock: lab.clock, project: PROJECT, ...more });
const destroy = async ({ deployment }: InMemoryLab) => applyDeploy(deployment, await planDestroy(deployment));

test('with the state lost, everything is found by its tag and removed in the order that AWS allows; again is a no-op', async () => {
  const world = await deployedLab();
  const before = await left(world);
  expect(before.length).toBeGreaterThan(20);
  expect(before.filter(({ tagged }) => !tagged)).toEqual([]);
  expect(new Set(before.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(13);
  const { removed, stuck } = await sweepAll(world);
  expect(stuck).toEqual([]);
  expect(removed.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  expect(await left(world)).toEqual([]);
  expect(await sweepAll(world)).toEqual({ removed: [], stuck: [] });
});

test.each(Object.entries(PLANTS))('a planted %s outlives the destroy, is named, and is swept', async (kind, plant) => {
  const world = await deployedLab();
  const id = await plant(world);
  await destroy(world);
  const remains = await inventoryTwice(world.lab.clients, PROJECT, async () => {});
  expect(remains).toContainEqual(
    expect.objectContaining({ kind, id, tagged: true, command: expect.stringContaining(id ?? '') }),
  );
  expect((await sweepAll(world)).stuck).toEqual([]);
  expect(await left(world)).toEqual([]);
});

test('stopped after any of its orders, a sweep is simply begun again', async () => {
  const planted = async (): Promise<InMemoryLab> => {
    const world = await deployedLab();
    for (const kind of ['log-group', 'network-acl']) await PLANTS[kind]?.(world);
    return world;
  };
  let total = 0;
  const counted = (): void => {
    total += 1;
  };
  await sweepAll(await planted(), { onRemoving: counted });
  expect(total).toBeGreaterThan(20);
  for (let after = 1; after < total; after += 1) {
    const world = await planted();
    const stop = new AbortController();
    let orders = 0;
    const onRemoving = (): void => {
      orders += 1;
      if (orders === after) stop.abort();
    };
    await sweepAll(world, { onRemoving, signal: stop.signal });
    expect((await left(world)).length).toBeGreaterThan(0);
    await sweepAll(world);
    expect(await left(world)).toEqual([]);
  }
});

test('a destroy by the state that is stopped after any resource is ended by the next, or by a sweep where the state is lost', async () => {
  const total = (await planDestroy((await deployedLab()).deployment)).plan.changes.length;
  for (let after = 1; after < total; after += 2) {
    const world = await deployedLab();
    const stop = new AbortController();
    let done = 0;
    const heard = ({ type }: { readonly type: string }): void => {
      done += type === 'finished' ? 1 : 0;
      if (done === after) stop.abort();
    };
    await applyDeploy(world.deployment, await planDestroy(world.deployment), heard, stop.signal);
    const lost = world.fork();
    await destroy(world);
    expect(await left(world)).toEqual([]);
    await sweepAll(lost);
    expect(await left(lost)).toEqual([]);
  }
});

test('what carries no tag is named and left alone; what carries another project’s is not even named', async () => {
  const world = await deployedLab();
  const { ec2, cloudwatch } = world.lab.clients;
  const alien = { GroupName: 'by-hand', Description: 'by hand', VpcId: world.lab.outputs.vpcId };
  const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand(alien));
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'ha-django-2-cpu-high',
      Namespace: 'AWS/EC2',
      MetricName: 'CPUUtilization',
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Tags: [{ Key: PROJECT_TAG, Value: 'ha-django-2' }],
    }),
  );
  const { stuck } = await sweepAll(world);
  expect(stuck.map(({ leftover: { kind } }) => kind)).toEqual(['vpc']);
  expect(stuck[0]?.because).toContain('DependencyViolation');
  const remains = await left(world);
  expect(remains.map(({ kind, id, tagged }) => [kind, tagged ? '' : id])).toEqual([
    ['security-group', GroupId],
    ['vpc', ''],
  ]);
  expect(Object.keys(world.sandbox.world.cloudwatch.alarms)).toContain('ha-django-2-cpu-high');
});

test('what lost its tag keeps its name: it is named, and removed by nobody but its owner', async () => {
  const world = await deployedLab();
  const [group] = (await left(world)).filter(({ kind }) => kind === 'security-group');
  await world.lab.clients.ec2.send(
    new DeleteTagsCommand({ Resources: [group?.id ?? ''], Tags: [{ Key: PROJECT_TAG }] }),
  );
  expect((await left(world)).filter(({ tagged }) => !tagged).map(({ id }) => id)).toEqual([group?.id]);
});

test('log groups are found by the name in theirs: another project’s never, one without an owner only to be named', async () => {
  const { lab } = await deployedLab();
  const make = (logGroupName: string, tags?: Record<string, string>) =>
    lab.clients.logs.send(new CreateLogGroupCommand({ logGroupName, ...(tags === undefined ? {} : { tags }) }));
  await make('/aws/vpc/ha-django');
  await make('/aws/vpc/ha-django-2');
  await make('/app/ha-django/web', { [PROJECT_TAG]: 'ha-django-2' });
  await make('the-ha-django-logs', { [PROJECT_TAG]: PROJECT });
  const found = await logGroups(lab.clients, PROJECT);
  expect(found.map(({ id, tagged }) => [id, tagged])).toEqual([
    ['/aws/vpc/ha-django', false],
    ['the-ha-django-logs', true],
  ]);
  const [kept] = priced([{ kind: 'log-group', id: 'a', tagged: true, bytes: 100 * 2 ** 30, command: '' }], 'us-east-1');
  expect(kept?.perHour).toBeCloseTo(3 / 730, 4);
});

test('a load balancer costs its own price and that of its nodes’ addresses, which nothing else lists', async () => {
  const world = await deployedLab();
  const standing = priced(await left(world), 'us-east-1');
  const config = defaultConfig(PROJECT);
  const idle = priceList(overlayConfig(config, { launchTemplate: { detailedMonitoring: false } }));
  expect(standing.find(({ kind }) => kind === 'load-balancer')?.perHour).toBe(0.0325);
  expect(standing.reduce((sum, { perHour }) => sum + perHour, 0)).toBeCloseTo(idle.perHour, 3);
});

test('what is left is shown with its price, and with commands that work from top to bottom', async () => {
  const world = await deployedLab();
  await destroy(world);
  for (const kind of ['iam-role', 'elastic-ip', 'alarm']) await PLANTS[kind]?.(world);
  const text = leftText(38, priced(await left(world), 'us-east-1'), 'ha-lab destroy');
  expect(text).toMatch(/^38 resources removed, 3 left; together they cost \$0\.0050 per hour:\n/);
  expect(text).toMatch(/elastic-ip +\$0\.0050 +eipalloc-/);
  const commands = text.split('\n').filter((line) => line.startsWith('  aws '));
  expect(commands.map((line) => line.trim().split(' ').slice(0, 3).join(' '))).toEqual([
    'aws cloudwatch delete-alarms',
    'aws ec2 release-address',
    'aws iam delete-role',
  ]);
});

test('a right that is missing ends it at once, with AWS’s words', async () => {
  const world = await deployedLab();
  await destroy(world);
  await PLANTS['elastic-ip']?.(world);
  const clients = answering(world.lab.clients, { ReleaseAddress: denied('ec2:ReleaseAddress') });
  const { now } = world.lab.clock;
  const from = await now();
  const { stuck } = await sweepAll(world, { clients });
  expect(stuck).toMatchObject([{ because: expect.stringContaining('not authorized') }]);
  expect((await now()) - from).toBeLessThan(60_000);
});

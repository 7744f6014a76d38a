// The map of the network: what stands where, what has become of routes and ACLs after a drill, and that it says what the trace says.

import { expect, test } from 'vitest';
import { findAction } from '../../../src/lab/actions/index.js';
import { readNetworkMap } from '../../../src/lab/trace/read-map.js';
import { networkLines } from '../../../src/report/network-text.js';
import { deployedLab, MINUTES } from '../../helpers/deployed.js';

const plain = { width: 80, paint: (_: string, text: string) => text, inShort: (text: string) => text };

async function looked(drill?: { readonly name: string; readonly on: string }) {
  const { lab, sandbox } = await deployedLab();
  const seen = await lab.observe();
  if (drill !== undefined) {
    const action = findAction(drill.name);
    const plan = await action.plan(lab, { on: drill.on }, seen);
    await plan.perform(lab);
    await lab.clock.pass(2 * MINUTES);
  }
  return { map: await readNetworkMap(lab), seen, lab, sandbox };
}

test('two zones, a public and a private subnet in each, and who stands there', async () => {
  const { map, seen } = await looked();
  expect(map.zones.map(({ zone }) => zone)).toEqual(['us-east-1a', 'us-east-1b']);
  for (const { zone, subnets } of map.zones) {
    const [outer, inner] = subnets;
    expect([outer?.public, inner?.public, subnets.length]).toEqual([true, false, 2]);
    expect([outer?.nodes.length, outer?.natGateways.map(({ state }) => state)]).toEqual([1, ['available']]);
    expect(inner?.instances.map(({ id }) => id)).toEqual(
      seen.instances.filter((one) => one.zone === zone).map(({ id }) => id),
    );
    expect(inner?.routes.at(-1)).toMatchObject({ target: outer?.natGateways[0]?.id, blackhole: false });
  }
  expect(map.networkAcls).toMatchObject([{ lets: 'everything', subnetIds: { length: 4 } }]);
  expect(map.ways.map(({ from, to, zone, passes }) => `${from} > ${to}${zone ? ` ${zone}` : ''}: ${passes}`)).toEqual([
    'the internet > load balancer: yes',
    'the internet > instances: no',
    'the internet > NAT gateways: no',
    'load balancer > instances: yes',
    'instances > instances: no',
    'instances > the internet us-east-1a: yes',
    'instances > the internet us-east-1b: yes',
  ]);
  const text = networkLines(map, seen.instances, plain);
  expect(Math.max(...text.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a NAT gateway that is gone leaves a blackhole, a cut one no route; its zone alone has no way out', async () => {
  const { map, seen, lab, sandbox } = await looked({ name: 'cut-nat', on: 'us-east-1a' });
  const cut = networkLines(map, seen.instances, plain).join('\n');
  expect(cut).toMatch(/instances 1a +the internet +443 +no +route: subnet-\w+ has no route to\s+the internet\n/);
  expect(cut).toMatch(/instances 1b +the internet +443 +yes/);
  sandbox.call('ec2', 'DeleteNatGateway', { NatGatewayId: map.zones[1]?.subnets[0]?.natGateways[0]?.id });
  await lab.clock.pass(10 * MINUTES);
  const gone = networkLines(await readNetworkMap(lab), seen.instances, plain).join('\n');
  expect(gone).toMatch(/0\.0\.0\.0\/0 → nat-\w+\s+BLACKHOLE/);
  expect(gone).toMatch(/instances 1b +the internet +443 +no +route: the route 0\.0\.0\.0\/0 is a\s+blackhole/);
});

test('a zone that is blocked shows its ACL, and who is still reached', async () => {
  const { map, seen } = await looked({ name: 'block-zone', on: 'us-east-1b' });
  expect(map.networkAcls.map(({ lets, subnetIds }) => [lets, subnetIds.length])).toEqual(
    expect.arrayContaining([
      ['everything', 2],
      ['nothing', 2],
    ]),
  );
  const text = networkLines(map, seen.instances, plain).join('\n');
  expect(text).toMatch(/the internet +load balancer 1b +80 +no +network ACL: /);
  expect(text).toMatch(/load balancer 1a +instances +80 +some +network ACL: /);
});

// Drills on the network: a way out cut, a zone silenced, names gone. Users of running machines must not notice what only newcomers need.

import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/index.js';
import { healthy, instance, newcomers, ward } from './harness.js';

const FOUR = { change: 2 };

interface Routes {
  readonly RouteTables: readonly {
    readonly RouteTableId: string;
    readonly Routes: readonly { readonly NatGatewayId?: string }[];
  }[];
}

const natRoutes = (sandbox: Sandbox): readonly string[] =>
  (sandbox.call('ec2', 'DescribeRouteTables', {}) as Routes).RouteTables.flatMap((table) =>
    table.Routes.flatMap(({ NatGatewayId }) =>
      NatGatewayId === undefined ? [] : [`${table.RouteTableId} ${NatGatewayId}`],
    ),
  );

interface Acls {
  readonly NetworkAcls: readonly {
    readonly NetworkAclId: string;
    readonly Associations: readonly { readonly SubnetId: string }[];
    readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  }[];
}

const guards = (sandbox: Sandbox): readonly string[] =>
  (sandbox.call('ec2', 'DescribeNetworkAcls', {}) as Acls).NetworkAcls.flatMap(({ NetworkAclId, Associations }) =>
    Associations.map(({ SubnetId }) => `${SubnetId} ${NetworkAclId}`),
  ).sort();

describe('cut-nat', () => {
  test('VPC-22 no user notices; the other zone’s newcomer gets healthy, this zone’s never', async () => {
    const stand = await ward();
    const { sandbox } = stand.stack;
    const before = natRoutes(sandbox);
    const { at, target } = await stand.drill('cut-nat');
    expect(target).toBe('us-east-1a');
    expect(natRoutes(sandbox)).toHaveLength(before.length - 1);
    await stand.drill('set-desired-capacity', FOUR);
    const during = await stand.pass(7);
    const born = newcomers(during, at).map(({ zone, target: word }) => `${zone} ${word}`);
    expect(born.sort()).toEqual(['us-east-1a unhealthy', 'us-east-1b healthy']);
    expect((await stand.users(7))?.errorRate).toBe(0);
    await stand.heal();
    expect(natRoutes(sandbox)).toEqual(before);
  });

  test('VPC-20 one gateway for both zones: neither newcomer gets healthy, whichever zone was named', async () => {
    const stand = await ward({ vpc: { natGateways: 'single' } });
    const before = natRoutes(stand.stack.sandbox);
    const { at } = await stand.drill('cut-nat', { on: 'b' });
    expect(natRoutes(stand.stack.sandbox)).toEqual([]);
    await stand.drill('set-desired-capacity', FOUR);
    const born = newcomers(await stand.pass(7), at);
    expect(born).toHaveLength(2);
    expect(born.filter(({ target }) => target === 'healthy')).toEqual([]);
    await stand.heal();
    expect(natRoutes(stand.stack.sandbox)).toEqual(before);
  });

  test('cut twice is refused, and the first undo stays', async () => {
    const stand = await ward({}, 0);
    await stand.drill('cut-nat', { on: 'us-east-1b' });
    await expect(stand.drill('cut-nat', { on: 'us-east-1b' })).rejects.toMatchObject({ code: 'UNKNOWN_TARGET' });
    expect((await stand.heal()).map(({ result }) => result)).toEqual(['done']);
  });
});

describe('dns-off', () => {
  test('VPC-30 users notice nothing; no newcomer gets healthy; on again, the next one does', async () => {
    const stand = await ward();
    const { at } = await stand.drill('dns-off');
    await stand.drill('set-desired-capacity', { change: 1 });
    const during = await stand.pass(7);
    expect(newcomers(during, at).map(({ target }) => target)).toEqual(['unhealthy']);
    expect((await stand.users(7))?.errorRate).toBe(0);
    const [capacity, names] = await stand.heal();
    expect(capacity?.said).toContain('2 again');
    expect(names).toMatchObject({ result: 'done', step: { do: 'set-dns-support' } });
    const healed = stand.stack.sandbox.now;
    await stand.drill('set-desired-capacity', { change: 1 });
    const after = await stand.pass(7);
    expect(newcomers(after, healed).map(({ target }) => target)).toEqual(['healthy']);
  });
});

describe('block-zone', () => {
  test('VPC-42 its target times out, the other zone’s carries on; undone, every subnet has its own ACL and ours is gone', async () => {
    const stand = await ward({ group: { healthCheckType: 'EC2' } });
    const { sandbox } = stand.stack;
    const before = guards(sandbox);
    const { target: zone, undo } = await stand.drill('block-zone', { on: 'b' });
    expect(zone).toBe('us-east-1b');
    expect(undo.map((step) => step.do)).toEqual(['delete-network-acls', 'restore-network-acl', 'restore-network-acl']);
    const [created] = (sandbox.call('ec2', 'DescribeNetworkAcls', {}) as Acls).NetworkAcls.filter(
      ({ Tags }) => Tags.length > 0 && Tags.some(({ Key }) => Key === 'ha-lab:drill'),
    );
    expect(created?.Associations).toHaveLength(2);
    expect(created?.Tags).toContainEqual({ Key: 'ha-lab:project', Value: 'ha-django' });
    const during = await stand.pass(4);
    const words = during.instances.map(({ zone: where, target }) => `${where} ${target}`).sort();
    expect(words).toEqual(['us-east-1a healthy', 'us-east-1b unhealthy']);
    const cut = during.instances.find(({ zone: where }) => where === zone);
    expect(cut?.targetReason).toBe('Target.Timeout');
    expect((await stand.heal()).map(({ result }) => result)).toEqual(['done', 'done', 'done']);
    expect(guards(sandbox)).toEqual(before);
    const left = (sandbox.call('ec2', 'DescribeNetworkAcls', {}) as Acls).NetworkAcls;
    expect(left.map(({ NetworkAclId }) => NetworkAclId)).not.toContain(created?.NetworkAclId);
    const after = await stand.pass(6);
    expect(instance(after, cut?.id ?? '')?.target).toBe('healthy');
    expect(healthy(after)).toHaveLength(2);
    expect((await stand.users(1))?.errorRate).toBe(0);
  });

  test('a zone that the group does not have is refused with those it has', async () => {
    const stand = await ward({}, 0);
    await expect(stand.drill('block-zone', { on: 'us-east-1f' })).rejects.toMatchObject({
      code: 'UNKNOWN_TARGET',
      suggestions: [expect.stringContaining('us-east-1a, us-east-1b')],
    });
  });
});

// The trace (Describe calls, seen from outside) against the sandbox's own reachability (what its packets obey): two implementations of the
// same rules, which must never come to disagree. The lesson's table row by row, then every pair of ends after many kinds of change.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findAction } from '../../../src/lab/actions/index.js';
import type { InMemoryLab } from '../../../src/lab/in-memory.js';
import { trace } from '../../../src/lab/trace/evaluate.js';
import { endsNamed, type Trace, traceBetween } from '../../../src/lab/trace/index.js';
import { type End, INTERNET } from '../../../src/lab/trace/network.js';
import { readKnown, readNetwork } from '../../../src/lab/trace/read.js';
import type { Place } from '../../../src/sandbox/fleet/environment.js';
import { reach, resolverAnswers } from '../../../src/sandbox/services/ec2/reachability.js';
import { deployedLab, MINUTES } from '../../helpers/deployed.js';

const PORTS = [22, 80, 443];

function placeOf(stack: InMemoryLab, end: End): Place {
  if (end.kind === 'internet') return { kind: 'internet', host: end.address };
  if (end.id.startsWith('i-')) return { kind: 'instance', instanceId: end.id };
  const node = stack.sandbox.world.ec2.networkInterfaces[end.id];
  return {
    kind: 'load-balancer-node',
    loadBalancerArn: node?.requester?.owner ?? '',
    availabilityZone: node?.availabilityZone ?? '',
  };
}

/** Every pair of ends on every port where the two do not say the same. */
async function disagreements(stack: InMemoryLab): Promise<readonly string[]> {
  const store = stack.sandbox.world.ec2;
  const network = await readNetwork(stack.lab);
  const known = await readKnown(stack.lab, network);
  const ends: readonly End[] = [INTERNET, ...known.nodes, ...known.instances];
  const pairs = ends.flatMap((from) => ends.filter((to) => to !== from).map((to) => ({ from, to })));
  return pairs.flatMap(({ from, to }) =>
    PORTS.flatMap((port) => {
      const said = trace(network, from, to, port);
      const done = reach(store, placeOf(stack, from), placeOf(stack, to), port);
      const names =
        from.kind === 'interface' &&
        said.findsNames !== undefined &&
        said.findsNames !== resolverAnswers(store, from.id);
      if (said.passes === done.passes && !names) return [];
      return [`${from.label} → ${to.label}:${port}: trace ${said.hops.at(-1)?.says}; sandbox ${JSON.stringify(done)}`];
    }),
  );
}

describe('product lesson 01: a map before the machines', () => {
  interface LessonRow {
    readonly from: string;
    readonly to: string;
    readonly passes: boolean;
    /** Kind of the deciding hop: the last one. */
    readonly decides?: string;
  }

  const LESSON: readonly LessonRow[] = [
    { from: 'internet', to: 'alb', passes: true },
    { from: 'internet', to: 'A', passes: false, decides: 'address' },
    { from: 'alb', to: 'A', passes: true },
    { from: 'A', to: 'B', passes: false, decides: 'security-group' },
    { from: 'A', to: 'internet', passes: true },
    { from: 'B', to: 'internet', passes: true },
    { from: 'internet', to: 'nat', passes: false, decides: 'nat-gateway' },
  ];

  test.each(LESSON)('$from → $to: $passes', async ({ from, to, passes, decides }) => {
    const stack = await deployedLab('trace');
    const [first, second] = (await stack.lab.observe()).instances;
    const named = (name: string): string => ({ A: first?.id, B: second?.id })[name] ?? name;
    const traces = await traceBetween(stack.lab, named(from), named(to));
    expect(traces.map((one) => one.passes)).toEqual(traces.map(() => passes));
    expect(traces).toHaveLength([from, to].some((name) => name === 'alb' || name === 'nat') ? 2 : 1);
    if (decides !== undefined) expect(traces.map(({ hops }) => hops.at(-1)?.kind)).toEqual(traces.map(() => decides));
    // Nothing in the sandbox opens connections to a NAT gateway: there is nobody to compare with.
    if (to === 'nat') return;
    const network = await readNetwork(stack.lab);
    const known = await readKnown(stack.lab, network);
    const done = endsNamed(known, named(from)).flatMap((source) =>
      endsNamed(known, named(to)).map((target) => {
        const port = target.kind === 'internet' ? 443 : 80;
        return reach(stack.sandbox.world.ec2, placeOf(stack, source), placeOf(stack, target), port);
      }),
    );
    expect(done.map((one) => one.passes)).toEqual(traces.map(() => passes));
    // A way that passes is the same way, resource by resource.
    done.forEach((one, index) => {
      const ids = traces[index]?.hops.map(({ id }) => id) ?? [];
      if (one.passes) expect(one.via.filter((id) => id !== 'local' && !ids.includes(id))).toEqual([]);
    });
  });

  test('VPC-20 each machine is seen as the NAT gateway of its own zone', async () => {
    const { lab, sandbox } = await deployedLab('trace');
    for (const { id, zone } of (await lab.observe()).instances) {
      const [out] = await traceBetween(lab, id.slice(0, 12), 'internet');
      const gateways = Object.values(sandbox.world.ec2.natGateways);
      const own = gateways.find(({ subnetId }) => sandbox.world.ec2.subnets[subnetId]?.availabilityZone === zone);
      const address = Object.values(sandbox.world.ec2.addresses).find((one) => one.allocationId === own?.allocationId);
      expect(out?.seenAs).toBe(address?.publicIp);
      expect(out?.hops.map((hop) => hop.id)).toContain(own?.natGatewayId);
    }
  });

  test('VPC-30 DNS off: packets pass, names do not', async () => {
    const { lab } = await deployedLab('trace');
    const [first] = (await lab.observe()).instances;
    await (await findAction('dns-off').plan(lab, {}, await lab.observe())).perform(lab);
    const [out] = (await traceBetween(lab, first?.id ?? '', 'internet')) as readonly [Trace];
    expect(out).toMatchObject({ passes: true, findsNames: false });
  });
});

test('what is not there is refused with what is', async () => {
  const { lab } = await deployedLab('trace');
  const [first] = (await lab.observe()).instances;
  await expect(traceBetween(lab, 'internet', 'alb:us-east-1f')).rejects.toMatchObject({
    code: 'UNKNOWN_TARGET',
    suggestions: [expect.stringContaining(first?.id ?? 'nobody'), expect.stringContaining('alb:us-east-1a')],
  });
  await expect(traceBetween(lab, 'i-', 'alb')).rejects.toMatchObject({ code: 'UNKNOWN_TARGET' });
});

type Change = (stack: InMemoryLab) => Promise<void>;

const drill =
  (name: string, parameters: unknown = {}): Change =>
  async ({ lab }) =>
    (await findAction(name).plan(lab, parameters, await lab.observe())).perform(lab);

const rulesOf = ({ sandbox }: InMemoryLab, egress: boolean, of: RegExp): readonly { id: string; groupId: string }[] =>
  Object.values(sandbox.world.ec2.securityGroups)
    .filter(({ groupName }) => of.test(groupName))
    .flatMap(({ groupId, rules }) =>
      rules.filter(({ isEgress }) => isEgress === egress).map(({ ruleId: id }) => ({ id, groupId })),
    );

const revoke =
  (egress: boolean, of: RegExp): Change =>
  async (stack) => {
    for (const { id, groupId } of rulesOf(stack, egress, of)) {
      const operation = egress ? 'RevokeSecurityGroupEgress' : 'RevokeSecurityGroupIngress';
      stack.sandbox.call('ec2', operation, { GroupId: groupId, SecurityGroupRuleIds: [id] });
    }
  };

/** Entries in the default ACL, before the one that allows everything. */
const entry =
  (RuleNumber: number, Egress: boolean, From: number, To: number): Change =>
  async ({ sandbox }) => {
    const acl = Object.values(sandbox.world.ec2.networkAcls).find(
      (one) => one.vpcId === vpcOf(sandbox) && one.isDefault,
    );
    sandbox.call('ec2', 'CreateNetworkAclEntry', {
      NetworkAclId: acl?.networkAclId,
      RuleNumber,
      Egress,
      Protocol: '6',
      RuleAction: 'deny',
      CidrBlock: '0.0.0.0/0',
      PortRange: { From, To },
    });
  };

const vpcOf = (sandbox: InMemoryLab['sandbox']): string | undefined =>
  Object.values(sandbox.world.ec2.natGateways)[0]?.vpcId;

const CHANGES: readonly (readonly [name: string, change: Change])[] = [
  ['cut-nat a', drill('cut-nat', { on: 'a' })],
  ['block-zone b', drill('block-zone', { on: 'b' })],
  ['dns-off', drill('dns-off')],
  [
    'a NAT gateway deleted',
    async ({ sandbox }) => {
      sandbox.call('ec2', 'DeleteNatGateway', { NatGatewayId: Object.keys(sandbox.world.ec2.natGateways).sort()[0] });
      sandbox.run(sandbox.now + 2 * MINUTES);
    },
  ],
  ['instances let nobody in', revoke(false, /instance/)],
  ['instances open nothing', revoke(true, /instance/)],
  ['the balancer lets nobody in', revoke(false, /alb/)],
  ['ACL: no port 80 in', entry(50, false, 80, 80)],
  ['ACL: no replies out to high ports', entry(60, true, 50_000, 50_010)],
  ['ACL: no replies in to low ephemeral ports', entry(70, false, 1_024, 2_000)],
  [
    'no way in or out at the internet gateway',
    async ({ sandbox }) => {
      for (const table of Object.values(sandbox.world.ec2.routeTables)) {
        if (!table.routes.some(({ target }) => target.kind === 'internet-gateway')) continue;
        if (table.vpcId !== vpcOf(sandbox)) continue;
        sandbox.call('ec2', 'DeleteRoute', {
          RouteTableId: table.routeTableId,
          DestinationCidrBlock: '0.0.0.0/0',
        });
      }
    },
  ],
  [
    'a machine terminated',
    async ({ sandbox, lab }) => {
      const [first] = (await lab.observe()).instances;
      sandbox.call('ec2', 'TerminateInstances', { InstanceIds: [first?.id] });
      sandbox.run(sandbox.now + MINUTES);
    },
  ],
];

describe('every pair of ends, every port', () => {
  test('untouched', async () => {
    expect(await disagreements(await deployedLab('trace'))).toEqual([]);
  });

  test.each(CHANGES)('after: %s', async (_, change) => {
    const stack = await deployedLab('trace');
    const before = await answers(stack);
    await change(stack);
    expect(await disagreements(stack)).toEqual([]);
    expect(await answers(stack)).not.toEqual(before);
  });

  test('after changes upon changes', async () => {
    const several = fc.uniqueArray(fc.nat(CHANGES.length - 1), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(several, async (order) => {
        const stack = await deployedLab('trace');
        for (const index of order) await CHANGES[index]?.[1](stack).catch(alreadyCut);
        expect(await disagreements(stack)).toEqual([]);
      }),
      { seed: 1, numRuns: 25 },
    );
  });
});

/** A drill that finds nothing left to do, because another change did it, says so; anything else is a mistake. */
function alreadyCut(error: unknown): void {
  if ((error as { readonly code?: string }).code !== 'UNKNOWN_TARGET') throw error;
}

/** What the trace says about everything, so that a change that changes nothing is noticed. */
async function answers({ lab }: InMemoryLab): Promise<unknown> {
  const network = await readNetwork(lab);
  const known = await readKnown(lab, network);
  const ends: readonly End[] = [INTERNET, ...known.nodes, ...known.instances];
  return ends.flatMap((from) =>
    ends
      .filter((to) => to !== from)
      .flatMap((to) =>
        PORTS.map((port) => {
          const { passes, findsNames } = trace(network, from, to, port);
          return { from: from.label, to: to.label, port, passes, findsNames };
        }),
      ),
  );
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NetworkAcl, NetworkAclEntry } from '../../../../../src/sandbox/services/ec2/model/network.js';
import { aclVerdict } from '../../../../../src/sandbox/services/ec2/rules/network-acls.js';

const SOMEBODY = '203.0.113.10';

function acl(entries: readonly NetworkAclEntry[]): NetworkAcl {
  return { networkAclId: 'acl-1', vpcId: 'vpc-1', isDefault: false, entries: [...entries], associations: [], tags: {} };
}

function entry(ruleNumber: number, action: 'allow' | 'deny', from: number, to: number, cidrBlock = '0.0.0.0/0') {
  return { ruleNumber, egress: false, protocol: '6', action, cidrBlock, portRange: { from, to } } as const;
}

const ALL_DENY: NetworkAclEntry = {
  ruleNumber: 32_767,
  egress: false,
  protocol: '-1',
  action: 'deny',
  cidrBlock: '0.0.0.0/0',
};

describe('VPC-42 network ACLs', () => {
  const rows: readonly [string, readonly NetworkAclEntry[], number, number, string][] = [
    ['nothing but the final rule', [ALL_DENY], 80, 80, 'port 80 by *'],
    ['no rule at all', [], 80, 80, 'port 80 by *'],
    ['allowed', [entry(100, 'allow', 80, 80), ALL_DENY], 80, 80, 'allowed'],
    ['another port', [entry(100, 'allow', 80, 80), ALL_DENY], 443, 443, 'port 443 by *'],
    [
      'first match wins, not the order of the list',
      [entry(200, 'allow', 0, 65535), entry(90, 'deny', 80, 80)],
      80,
      80,
      'port 80 by 90',
    ],
    ['a later deny does not matter', [entry(90, 'allow', 80, 80), entry(200, 'deny', 0, 65535)], 80, 80, 'allowed'],
    ['a whole range', [entry(100, 'allow', 1024, 65535), ALL_DENY], 1024, 65535, 'allowed'],
    [
      'a range with a hole',
      [entry(90, 'deny', 40000, 40010), entry(100, 'allow', 1024, 65535)],
      1024,
      65535,
      'port 40000 by 90',
    ],
    ['a range cut off', [entry(100, 'allow', 1024, 50000), ALL_DENY], 1024, 65535, 'port 50001 by *'],
    ['another address', [entry(100, 'allow', 0, 65535, '10.0.0.0/8'), ALL_DENY], 80, 80, 'port 80 by *'],
    ['another protocol', [{ ...entry(100, 'allow', 0, 65535), protocol: '17' }, ALL_DENY], 80, 80, 'port 80 by *'],
    ['the other direction', [{ ...entry(100, 'allow', 0, 65535), egress: true }, ALL_DENY], 80, 80, 'port 80 by *'],
    ['all protocols', [{ ...ALL_DENY, ruleNumber: 100, action: 'allow' }, ALL_DENY], 1024, 65535, 'allowed'],
  ];
  test.each(rows)('VPC-42 %s', (_name, entries, from, to, expected) => {
    const verdict = aclVerdict(acl(entries), false, SOMEBODY, { from, to });
    expect(verdict.allowed ? 'allowed' : `port ${verdict.port} by ${verdict.rule}`).toBe(expected);
  });

  test('VPC-42 the verdict on a range is that of its ports, one by one', () => {
    const entries = fc.array(
      fc.record({
        ruleNumber: fc.integer({ min: 1, max: 50 }),
        action: fc.constantFrom('allow' as const, 'deny' as const),
        ports: fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(entries, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 10 }), (list, from, length) => {
        const unique = [...new Map(list.map((item) => [item.ruleNumber, item])).values()];
        const table = acl(
          unique.map(({ ruleNumber, action, ports: [a, b] }) =>
            entry(ruleNumber, action, Math.min(a, b), Math.max(a, b)),
          ),
        );
        const ports = Array.from({ length: length + 1 }, (_, index) => from + index);
        const single = ports.every((port) => {
          const matching = table.entries.filter(
            ({ portRange }) => portRange && port >= portRange.from && port <= portRange.to,
          );
          return [...matching].sort((a, b) => a.ruleNumber - b.ruleNumber)[0]?.action === 'allow';
        });
        expect(aclVerdict(table, false, SOMEBODY, { from, to: from + length }).allowed).toBe(single);
      }),
    );
  });
});

// The policy against the code: whatever our clients call, and whatever Terraform's provider calls for the generated stack, must be in it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allows, iamPolicy } from '../../src/lab/iam-policy.js';
import { ROOT, sourcesUnder } from '../tidy/sources.js';

const policy = iamPolicy('demo', 'eu-central-1');

/** What is before the colon of an action, for each client. */
const PREFIXES: Readonly<Record<string, string>> = {
  'auto-scaling': 'autoscaling',
  cloudwatch: 'cloudwatch',
  'cloudwatch-logs': 'logs',
  ec2: 'ec2',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  iam: 'iam',
  'service-quotas': 'servicequotas',
  ssm: 'ssm',
  sts: 'sts',
};

/** Run on the sandbox only: the applier, and the sandbox itself. */
const NOT_ON_AN_ACCOUNT = /^src\/(applier|sandbox)\//;

interface Call {
  readonly action: string;
  readonly path: string;
}

/** Every command and paginator of an SDK client that a source imports, as the action that AWS asks for. */
function callsIn(path: string, text: string): readonly Call[] {
  const imports = [...text.matchAll(/import (?!type)\{([^}]*)\} from '@aws-sdk\/client-([^']+)'/g)];
  return imports.flatMap(([, names = '', client = '']) =>
    names
      .split(',')
      .map((name) => name.trim().split(' as ')[0] ?? '')
      .flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? /^paginate(\w+)$/.exec(name)?.[1] ?? [])
      .map((operation) => ({ action: `${PREFIXES[client]}:${operation}`, path })),
  );
}

const calls = sourcesUnder('src')
  .filter(({ path }) => !NOT_ON_AN_ACCOUNT.test(path))
  .flatMap(({ path, text }) => callsIn(path, text));

test('the scan sees the code', () => {
  const actions = new Set(calls.map(({ action }) => action));
  expect(actions.size).toBeGreaterThan(60);
  for (const action of [
    'ec2:TerminateInstances',
    'elasticloadbalancing:DescribeTags',
    'ssm:SendCommand',
    'ec2:DescribeVpcs',
  ]) {
    expect(actions).toContain(action);
  }
  expect([...actions].filter((action) => action.startsWith('undefined'))).toEqual([]);
});

test('every SDK call that the code makes is allowed', () => {
  const missing = calls
    .filter(({ action }) => !allows(policy, action))
    .map(({ action, path }) => `${action} in ${path}`);
  expect(missing).toEqual([]);
});

test('what Terraform’s provider calls for the stack’s life is allowed, and nothing is allowed that nobody calls', () => {
  const provider = readFileSync(join(ROOT, 'test/fixtures/provider-calls.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(provider.length).toBeGreaterThan(100);
  expect(provider.filter((action) => !allows(policy, action))).toEqual([]);
  const known = new Set([...provider, ...calls.map(({ action }) => action), ...HELD_BY_OTHERS]);
  const idle = policy.Statement.flatMap(({ Action }) => Action).filter((one) => !one.endsWith('*') && !known.has(one));
  expect(idle).toEqual([]);
});

/** Asked of the caller by AWS itself: for a group with a launch template, a role in it, and the first group or balancer of an account. */
const HELD_BY_OTHERS = ['ec2:RunInstances', 'iam:PassRole', 'iam:CreateServiceLinkedRole'];

test('it fits into a managed policy, for the longest name, and names no other project', () => {
  const longest = iamPolicy('a'.repeat(28), 'ap-southeast-1');
  expect(JSON.stringify(longest).length).toBeLessThanOrEqual(6_144);
  expect(JSON.stringify(policy)).toContain('autoScalingGroupName/demo-asg');
});

test('changes are tied to the project: by its names, its tag, or, for what has neither yet, the region', () => {
  const loose = policy.Statement.filter(
    ({ Resource, Condition, Action }) =>
      Resource.includes('*') && Condition === undefined && !Action.every((one) => /:(Get|List)/.test(one)),
  );
  expect(loose).toEqual([]);
});

// Terraform's lines as events, and what it says when it fails as errors with a way on.

import { describe, expect, test } from 'vitest';
import { terraformPlanText } from '../../src/report/terraform-text.js';
import { parseEvent } from '../../src/terraform/events.js';
import { planOf } from '../../src/terraform/plan.js';
import { failureOf, problemOf } from '../../src/terraform/problems.js';

const resource = { addr: 'aws_lb.load_balancer', resource_type: 'aws_lb' };
const parse = (message: object) => parseEvent(JSON.stringify({ '@level': 'info', ...message }));

describe('a line', () => {
  test.each([
    [
      { type: 'planned_change', change: { resource, action: 'replace', reason: 'tainted' } },
      { kind: 'planned', address: resource.addr, action: 'replace', reason: 'tainted' },
    ],
    [
      { type: 'change_summary', changes: { add: 3, change: 1, import: 0, remove: 2, operation: 'apply' } },
      { kind: 'counts', of: 'apply', add: 3, change: 1, remove: 2 },
    ],
    [
      { type: 'apply_start', hook: { resource, action: 'create' } },
      { kind: 'started', address: resource.addr, action: 'create', elapsedSeconds: 0 },
    ],
    [
      { type: 'apply_progress', hook: { resource, action: 'create', elapsed_seconds: 20 } },
      { kind: 'waiting', address: resource.addr, action: 'create', elapsedSeconds: 20 },
    ],
    [
      { type: 'apply_complete', hook: { resource, action: 'delete', elapsed_seconds: 61, id_value: 'x' } },
      { kind: 'finished', address: resource.addr, action: 'delete', elapsedSeconds: 61 },
    ],
    [
      { type: 'apply_errored', hook: { resource, action: 'update', elapsed_seconds: 2 } },
      { kind: 'failed', address: resource.addr, action: 'update', elapsedSeconds: 2 },
    ],
    [
      { type: 'diagnostic', diagnostic: { severity: 'error', summary: 'no', detail: 'why', address: resource.addr } },
      { kind: 'said', severity: 'error', summary: 'no', detail: 'why', address: resource.addr },
    ],
  ])('%#', (message, event) => {
    expect(parse(message)).toEqual(event);
  });

  test.each(['', 'Initializing the backend...', '{"type":"version"}', '{"broken', '[1]'])('%j is no event', (line) => {
    expect(parseEvent(line)).toBeUndefined();
  });
});

describe('what went wrong', () => {
  test.each([
    ['Failed to query available provider packages: could not connect to registry.terraform.io', 'offline'],
    ['no available releases match the given constraints 6.25.0', 'offline'],
    [
      'locked provider … does not match configured version constraint 5.1.0; must use terraform init -upgrade',
      'lock-file',
    ],
    ['Error acquiring the state lock', 'state-lock'],
    ['Error: No valid credential sources found', 'credentials'],
    ['api error InvalidClientTokenId: The security token included in the request is invalid', 'credentials'],
    ['api error UnauthorizedOperation: You are not authorized', 'permission'],
    ['api error ExpiredToken: The security token included in the request is expired', 'expired'],
    ['The SSO session associated with this profile has expired or is otherwise invalid', 'expired'],
    ['api error RequestLimitExceeded: Request limit exceeded.', 'throttled'],
    ['https response error StatusCode: 400, Throttling: Rate exceeded', 'throttled'],
    ['api error TooManyRequestsException: Too many requests', 'throttled'],
    ['api error TooManyLoadBalancers: The maximum number of load balancers has been reached', 'quota'],
    ['Invalid AWS Region: eu-nowhere-1', 'region'],
    ['api error SignatureDoesNotMatch: Credential should be scoped to a valid region. This sandbox is …', 'region'],
    ['api error SignatureDoesNotMatch: The request signature we calculated does not match', 'credentials'],
    ['api error VpcLimitExceeded: The maximum number of VPCs has been reached.', 'quota'],
    ['api error AddressLimitExceeded: too many', 'quota'],
    ['ELBv2 Load Balancer (shop-alb) already exists', 'name-taken'],
    ['api error DuplicateTargetGroupName: exists', 'name-taken'],
    ['EntityAlreadyExists: Role with name shop-instance', 'name-taken'],
    ['api error InsufficientInstanceCapacity: none', 'capacity'],
    ['api error DependencyViolation: has dependencies', 'in-use'],
    ['dial tcp 127.0.0.1:1: connect: connection refused', 'unreachable'],
    ['InvalidAction: ec2:CreateFleet is not modelled by the sandbox', 'refused'],
    ['timeout while waiting for state to become active', 'timeout'],
    ['something else', 'other'],
  ])('%s', (text, kind) => {
    expect(problemOf(text)).toBe(kind);
  });

  test('each place once, the next steps of every kind, and where the whole story stands', () => {
    const said = (address: string, detail: string) =>
      ({ severity: 'error', summary: 'creating it', detail, address }) as const;
    const diagnostics = [
      said('aws_vpc.vpc', 'api error VpcLimitExceeded'),
      said('aws_vpc.vpc', 'api error VpcLimitExceeded'),
      said('aws_lb.lb', 'api error DuplicateLoadBalancerName'),
      { severity: 'warning', summary: 'never mind', detail: '' } as const,
    ];
    const error = failureOf({ command: 'terraform apply', diagnostics, text: '', log: '/x/apply.log' });
    expect(error.message.split('\n')).toEqual([
      'terraform apply stopped:',
      '  aws_vpc.vpc: creating it api error VpcLimitExceeded',
      '  aws_lb.lb: creating it api error DuplicateLoadBalancerName',
    ]);
    expect(error).toMatchObject({ code: 'DEPLOY_FAILED', exitCode: 2 });
    expect(error.suggestions.join('\n')).toMatch(/Service Quotas[\s\S]*another name[\s\S]*\/x\/apply\.log$/);
  });

  test.each([
    [
      'creating EC2 VPC: operation error EC2: CreateVpc, https response error StatusCode: 403, api error UnauthorizedOperation: You are not authorized to perform this operation. User: arn:aws:iam::1:user/a is not authorized to perform: ec2:CreateVpc on resource: arn:aws:ec2:eu-west-1:1:vpc/* because no identity-based policy allows the ec2:CreateVpc action. Encoded authorization failure message: aaaa-BBBB_cccc',
      'Allow ec2:CreateVpc on arn:aws:ec2:eu-west-1:1:vpc/*; ',
    ],
    [
      'operation error Elastic Load Balancing v2: CreateLoadBalancer, https response error StatusCode: 403, api error AccessDenied: no',
      'Allow elasticloadbalancing:CreateLoadBalancer; ',
    ],
    ['AccessDenied: no', 'Ask for the permission that the message names; '],
  ])('a missing permission is named: %#', (summary, expected) => {
    const diagnostics = [{ severity: 'error', summary, detail: '', address: 'aws_vpc.vpc' } as const];
    const { message, suggestions } = failureOf({ command: 'terraform apply', diagnostics, text: '', log: '/x' });
    expect(suggestions[0]?.startsWith(expected)).toBe(true);
    expect(suggestions[1]).toContain('ha-lab doctor --iam');
    expect(message).not.toContain('aaaa-BBBB_cccc');
  });

  test('plain text: from the first error on, without the frame', () => {
    const text = 'Initializing\n╷\n│ Error: Failed to query available provider packages\n│ \n│ offline\n╵\n';
    const error = failureOf({ command: 'terraform init', diagnostics: [], text, log: '/x' });
    expect(error.message).toBe(
      'terraform init stopped:\n  Error: Failed to query available provider packages\n  offline',
    );
    expect(error).toMatchObject({ code: 'ENVIRONMENT', exitCode: 5 });
  });
});

test('what was left half-made is made anew for that reason alone', () => {
  const change = { actions: ['delete', 'create'], before: { id: 'x' }, after: {}, after_unknown: { id: true } };
  const resource_changes = [
    { address: 'aws_vpc.vpc', mode: 'managed', action_reason: 'replace_because_tainted', change },
  ];
  const plan = planOf({ resource_changes });
  expect(plan.changes).toMatchObject([{ action: 'replace', tainted: true, differences: [] }]);
  expect(terraformPlanText(plan)).toContain('half-made');
});

test('a plan’s differences: nested, unknown, forcing a new object', () => {
  const change = {
    actions: ['delete', 'create'],
    before: { name: 'a', id: 'x', check: [{ interval: 30, path: '/' }] },
    after: { name: 'b', check: [{ interval: 10, path: '/' }] },
    after_unknown: { id: true },
    replace_paths: [['name']],
  };
  const same = { actions: ['no-op'], before: {}, after: {}, after_unknown: {} };
  const plan = planOf({
    resource_changes: [
      { address: 'a.b', mode: 'managed', change },
      { address: 'a.a', mode: 'managed', change: same },
      { address: 'data.a', mode: 'data', change: { ...same, actions: ['read'] } },
    ],
    output_changes: { one: { actions: ['update'] }, two: { actions: ['no-op'] } },
  });
  expect(plan).toEqual({
    changes: [
      {
        address: 'a.b',
        action: 'replace',
        differences: [
          { path: 'name', before: 'a', after: 'b' },
          { path: 'id', before: 'x', after: undefined },
          { path: 'check.0.interval', before: 30, after: 10 },
        ],
        replacedBy: ['name'],
      },
    ],
    outputs: ['one'],
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform's own notation
// Whatever Terraform would act on and we would not is refused: all of it at once, each with its place and the next step.
import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/errors.js';
import { haDjango, type Json, planAgainst } from './helpers/settled-stack.js';

async function refusal(json: Json): Promise<LabError> {
  const error = await planAgainst(haDjango(), json).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof LabError)) throw new Error(`expected a LabError, got ${String(error)}`);
  return error;
}

const vpc = { cidr_block: '10.0.0.0/16' };

describe('one problem', () => {
  const rows: readonly (readonly [string, Json, string, string, string])[] = [
    [
      'an unknown resource type',
      { resource: { aws_sqs_queue: { q: {} } } },
      'UNSUPPORTED_RESOURCE',
      'aws_sqs_queue.q',
      'the resource type aws_sqs_queue is not known',
    ],
    [
      'an unknown data source',
      { data: { aws_ami: { a: {} } } },
      'UNSUPPORTED_RESOURCE',
      'data.aws_ami.a',
      'the data source type aws_ami is not known',
    ],
    [
      'a variable block',
      { variable: { x: {} } },
      'UNSUPPORTED_RESOURCE',
      'variable.x',
      'variable blocks are not supported',
    ],
    [
      'another provider',
      { provider: { google: [{}] } },
      'UNSUPPORTED_RESOURCE',
      'provider.google',
      'only the provider aws is supported',
    ],
    [
      'an unknown provider argument',
      { provider: { aws: [{ assume_role: [] }] } },
      'UNSUPPORTED_ATTRIBUTE',
      'provider.aws.assume_role',
      'the provider argument assume_role is not supported',
    ],
    [
      'an unknown argument',
      { resource: { aws_vpc: { v: { ...vpc, ipv4_ipam_pool_id: 'x' } } } },
      'UNSUPPORTED_ATTRIBUTE',
      'aws_vpc.v.ipv4_ipam_pool_id',
      'this argument is not known',
    ],
    [
      'an unknown argument in a block',
      { resource: { aws_lb_target_group: { t: { name: 't', health_check: { speed: 1 } } } } },
      'UNSUPPORTED_ATTRIBUTE',
      'aws_lb_target_group.t.health_check.speed',
      'this argument is not known',
    ],
    [
      'count',
      { resource: { aws_vpc: { v: { ...vpc, count: 2 } } } },
      'UNSUPPORTED_ATTRIBUTE',
      'aws_vpc.v.count',
      'the meta-argument count is not supported',
    ],
    [
      'part of an attribute ignored',
      { resource: { aws_vpc: { v: { ...vpc, lifecycle: { ignore_changes: ['tags["a"]'] } } } } },
      'UNSUPPORTED_ATTRIBUTE',
      'aws_vpc.v.lifecycle.ignore_changes',
      'only whole attributes can be ignored',
    ],
    [
      'a function',
      { resource: { aws_vpc: { v: { cidr_block: '${cidrsubnet("10.0.0.0/8", 8, 0)}' } } } },
      'UNSUPPORTED_EXPRESSION',
      'aws_vpc.v.cidr_block',
      'a call of the function cidrsubnet',
    ],
    [
      'a missing argument',
      { resource: { aws_vpc: { v: {} } } },
      'INVALID_STACK',
      'aws_vpc.v.cidr_block',
      'this argument is required and is missing',
    ],
    [
      'a wrong kind',
      { resource: { aws_vpc: { v: { ...vpc, enable_dns_support: 'perhaps' } } } },
      'INVALID_STACK',
      'aws_vpc.v.enable_dns_support',
      'must be true or false',
    ],
    [
      'a read-only attribute',
      { resource: { aws_vpc: { v: { ...vpc, arn: 'x' } } } },
      'INVALID_STACK',
      'aws_vpc.v.arn',
      'set by AWS',
    ],
    [
      'a reference to nothing',
      { resource: { aws_internet_gateway: { g: { vpc_id: '${aws_vpc.v.id}' } } } },
      'INVALID_STACK',
      'aws_internet_gateway.g.vpc_id',
      'aws_vpc.v, which is not in the stack',
    ],
    [
      'an unknown attribute referred to',
      { resource: { aws_vpc: { v: vpc } }, output: { o: { value: '${aws_vpc.v.ipv6_cidr_block}' } } },
      'UNSUPPORTED_ATTRIBUTE',
      'output.o',
      'names an attribute of aws_vpc that is not known',
    ],
    [
      'depends_on nothing',
      { resource: { aws_vpc: { v: { ...vpc, depends_on: ['aws_eip.e'] } } } },
      'INVALID_STACK',
      'aws_vpc.v.depends_on',
      'aws_eip.e is not in the stack',
    ],
    [
      'a circle',
      { resource: { aws_eip: { a: { depends_on: ['aws_eip.b'] }, b: { depends_on: ['aws_eip.a'] } } } },
      'INVALID_STACK',
      'aws_eip.a',
      'aws_eip.a → aws_eip.b → aws_eip.a',
    ],
    [
      'a sensitive output',
      { output: { o: { value: 'x', sensitive: true } } },
      'UNSUPPORTED_ATTRIBUTE',
      'output.o.sensitive',
      'the output argument sensitive is not supported',
    ],
  ];

  test.each(rows)('%s', async (_, json, code, place, words) => {
    const error = await refusal(json);
    expect(error.code).toBe(code);
    expect(error.message).toContain(`${place}: `);
    expect(error.message).toContain(words);
    expect(error.exitCode).toBe(2);
    expect(error.suggestions.length).toBeGreaterThan(0);
  });
});

test('every problem is named at once, and nothing is changed', async () => {
  const error = await refusal({
    resource: {
      aws_sqs_queue: { q: { name: 'q' } },
      aws_vpc: { v: { cidr_block: '${var.cidr}', speed: 1 } },
      aws_subnet: { s: { vpc_id: '${aws_vpc.nowhere.id}' } },
    },
  });
  expect(error.code).toBe('UNSUPPORTED_RESOURCE');
  expect(error.message).toContain('4 things that cannot be applied; nothing was changed');
  for (const place of ['aws_sqs_queue.q', 'aws_vpc.v.speed', 'aws_vpc.v.cidr_block', 'aws_subnet.s.vpc_id']) {
    expect(error.message).toContain(`  ${place}: `);
  }
  expect(error.suggestions).toHaveLength(4);
});

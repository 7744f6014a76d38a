// What a killed Terraform left out of its state is matched with the resource that it is; nothing else is.

import { expect, test } from 'vitest';
import { orphansOf } from '../../src/lab/adoption.js';
import type { Leftover } from '../../src/lab/inventory.js';

const STACK = {
  aws_lb: { balancer: { name: 'shop-alb' } },
  aws_iam_role: { role: { name: 'shop-instance' } },
  aws_launch_template: { template: { name: 'shop-lt' } },
  aws_eip: { a: {}, b: {} },
};
const ARN = 'arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/shop-alb/0a';
const thing = (kind: Leftover['kind'], id: string, more: Partial<Leftover> = {}): Leftover => ({
  kind,
  id,
  tagged: true,
  command: '',
  ...more,
});

test('by its name, or where its type stands once in the stack', () => {
  const left = [thing('load-balancer', ARN), thing('iam-role', 'shop-instance'), thing('launch-template', 'lt-1')];
  expect(orphansOf(STACK, ['aws_iam_role.role'], left)).toEqual([
    { address: 'aws_lb.balancer', kind: 'load-balancer', id: ARN },
    { address: 'aws_launch_template.template', kind: 'launch-template', id: 'lt-1' },
  ]);
});

test.each([
  ['that the state knows', thing('load-balancer', ARN), ['aws_lb.balancer']],
  ['of another name', thing('load-balancer', ARN.replace('shop-alb', 'left')), []],
  ['without the tag', thing('load-balancer', ARN, { tagged: false }), []],
  ['that is going', thing('launch-template', 'lt-1', { going: true }), []],
  ['whose name nobody else wants', thing('elastic-ip', 'eipalloc-1'), []],
])('nothing %s', (_what, left, known) => expect(orphansOf(STACK, known, [left])).toEqual([]));

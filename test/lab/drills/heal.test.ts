// Healing when one drill stands in another's way.

import { expect, test } from 'vitest';
import { healthy, ward } from './harness.js';

test('SSM-04 an undo that cannot reach its machine waits until the way is free again', async () => {
  const stand = await ward({ group: { healthCheckType: 'EC2' } });
  await stand.drill('dns-off');
  // The agent finds no address any more: the command hangs, nobody knows whether it ran, and its undo stays open.
  await stand.pass(1);
  await expect(stand.drill('hang')).rejects.toMatchObject({ code: 'ENVIRONMENT' });
  const steps = await stand.heal();
  expect(steps.map(({ step }) => step.do)).toEqual(['set-dns-support', 'run-shell']);
  expect(healthy(await stand.pass(6))).toHaveLength(2);
});

test('what cannot be undone at all stays open, and says why', async () => {
  const stand = await ward({ group: { healthCheckType: 'EC2' } });
  const { lab, sandbox } = stand.stack;
  await stand.drill('hang');
  const vpc = { VpcId: lab.outputs.vpcId, EnableDnsSupport: { Value: false } };
  sandbox.call('ec2', 'ModifyVpcAttribute', vpc);
  await expect(stand.heal()).rejects.toMatchObject({ code: 'ENVIRONMENT' });
  sandbox.call('ec2', 'ModifyVpcAttribute', { ...vpc, EnableDnsSupport: { Value: true } });
  expect((await stand.heal()).map(({ result }) => result)).toEqual(['done']);
});

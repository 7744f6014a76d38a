// The whole stack when its network fails: what runs goes on, what is born does not get far, and what must go out hangs.

import { expect, test } from 'vitest';
import type { InMemoryLab } from '../../src/lab/in-memory.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { machinesOf, send, usersBetween } from '../helpers/observed.js';

/** Deletes every NAT gateway and waits until they are gone. */
function deleteNats({ sandbox }: InMemoryLab): void {
  const { NatGateways = [] } = sandbox.call('ec2', 'DescribeNatGateways', {}) as {
    NatGateways?: { NatGatewayId: string }[];
  };
  expect(NatGateways.length).toBeGreaterThan(0);
  for (const { NatGatewayId } of NatGateways) sandbox.call('ec2', 'DeleteNatGateway', { NatGatewayId });
  sandbox.run(sandbox.now + 2 * MINUTES);
}

const statusOf = ({ sandbox }: InMemoryLab, CommandId: string, InstanceId: string): string =>
  (sandbox.call('ssm', 'GetCommandInvocation', { CommandId, InstanceId }) as { StatusDetails: string }).StatusDetails;

test('VPC-22 without NAT gateways running machines serve, and a new one never becomes healthy', async () => {
  // Without alarms: an idle stack would take the third machine back (CW-41).
  const made = await deployedLab('network-faults', { alarms: { actionsEnabled: false } });
  const { sandbox, lab } = made;
  await lab.traffic.start({ from: 30, to: 30, rampSeconds: 0 });
  const from = sandbox.now;
  deleteNats(made);
  const [victim] = await machinesOf(made);
  sandbox.call('autoscaling', 'SetDesiredCapacity', {
    AutoScalingGroupName: lab.outputs.autoScalingGroupName,
    DesiredCapacity: 3,
  });
  sandbox.run(sandbox.now + 15 * MINUTES);
  const machines = await machinesOf(made);
  expect(machines.filter(({ target }) => target === 'healthy')).toHaveLength(2);
  expect(machines.find(({ id }) => id === victim?.id)?.target).toBe('healthy');
  const born = sandbox.journal.flatMap(({ at, event }) =>
    at > from && event.type === 'TargetRegistered' ? [event.targetId] : [],
  );
  expect(born.length).toBeGreaterThan(0);
  const healthy = sandbox.journal.flatMap(({ event }) =>
    event.type === 'TargetHealthChanged' && event.to === 'healthy' ? [event.targetId] : [],
  );
  expect(born.filter((id) => healthy.includes(id))).toEqual([]);
  const failed = sandbox.journal.flatMap(({ event }) => (event.type === 'BootFailed' ? [event] : []));
  expect(failed.map(({ instanceId }) => instanceId)).toEqual(expect.arrayContaining(born.slice(0, 1)));
  expect(Object.keys((await usersBetween(made, from, sandbox.now)).byStatus)).toEqual(['200']);
});

test('SSM-04 SSM-02 EC2-10 without NAT gateways a command is accepted and hangs; the ping status lags behind', async () => {
  const made = await deployedLab('network-faults');
  const { sandbox } = made;
  sandbox.run(sandbox.now + 5 * MINUTES);
  const [victim = { id: '' }] = await machinesOf(made);
  const before = send(made, victim.id, 'hostname');
  sandbox.run(sandbox.now + 10_000);
  expect(statusOf(made, before, victim.id)).toBe('Success');
  deleteNats(made);
  const commandId = send(made, victim.id, 'hostname');
  sandbox.run(sandbox.now + 10_000);
  expect(statusOf(made, commandId, victim.id)).toBe('Pending');
  sandbox.run(sandbox.now + 20 * MINUTES);
  expect(statusOf(made, commandId, victim.id)).toBe('Delayed');
  const { InstanceInformationList: [managed] = [] } = sandbox.call('ssm', 'DescribeInstanceInformation', {
    Filters: [{ Key: 'InstanceIds', Values: [victim.id] }],
  }) as { InstanceInformationList?: { PingStatus: string }[] };
  expect(managed?.PingStatus).toBe('ConnectionLost');
  sandbox.run(sandbox.now + 120 * MINUTES);
  expect(statusOf(made, commandId, victim.id)).toBe('DeliveryTimedOut');
});

test('EC2-10 a machine of the stack has no public address', async () => {
  const made = await deployedLab('network-faults');
  const { Reservations = [] } = made.sandbox.call('ec2', 'DescribeInstances', {}) as {
    Reservations?: { Instances: { PublicIpAddress?: string; PrivateIpAddress?: string }[] }[];
  };
  const instances = Reservations.flatMap(({ Instances }) => Instances);
  expect(instances).toHaveLength(2);
  for (const { PublicIpAddress, PrivateIpAddress } of instances) {
    expect([PublicIpAddress, PrivateIpAddress]).toEqual([undefined, expect.stringMatching(/^10\./)]);
  }
});

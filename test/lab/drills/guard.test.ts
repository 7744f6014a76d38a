// The fence around drills: what carries no tag, stands in no state or belongs to another group is left alone, and no drill does more than it declared.

import { DeleteVpcCommand, DescribeInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ACTIONS, type PlannedAct } from '../../../src/lab/actions/index.js';
import { performDrill } from '../../../src/lab/drill.js';
import { fenced } from '../../../src/lab/guard/fence.js';
import { requireReach, type Touched } from '../../../src/lab/guard/reach.js';
import { PLANTS } from '../removal/plants.js';
import { type Ward, ward } from './harness.js';

const machinesOf = async ({ stack }: Ward): Promise<readonly string[]> =>
  (await stack.lab.observe()).instances.map(({ id }) => id);

describe('what a drill may reach', () => {
  test('a machine that carries the tag and is none of the group’s is left alone', async () => {
    const stand = await ward({}, 0);
    const id = (await PLANTS.instance?.(stand.stack)) ?? '';
    await stand.pass(5);
    await expect(requireReach(stand.stack.lab, [{ kind: 'instance', id }])).rejects.toMatchObject({
      code: 'REFUSED',
      message: `${id} is no machine of ha-django-asg: it is left alone.`,
    });
  });

  test('every drill’s target stands in the state; where the state knows nothing of it, nothing is begun and nothing is open', async () => {
    const stand = await ward({}, 0);
    const { lab } = stand.stack;
    const empty = { ...lab, stands: () => new Set<string>() };
    for (const action of ACTIONS) {
      const act = await action.plan(lab, {}, await lab.observe());
      await requireReach(lab, act.touches);
      if (act.touches.every(({ kind }) => kind === 'instance')) continue;
      const drill = performDrill(empty, stand.log, act, { project: stand.project, drill: action.name });
      await expect(drill).rejects.toMatchObject({
        code: 'REFUSED',
        message: expect.stringContaining('does not stand in the state of ha-django'),
      });
    }
    expect(stand.log.open()).toEqual([]);
  });

  test('the state at hand knows what the outputs name', async () => {
    const stand = await ward({}, 0);
    const known = stand.stack.lab.stands?.() ?? new Set();
    const { vpcId, autoScalingGroupName, targetGroupArn, alarmNames } = stand.stack.lab.outputs;
    for (const id of [vpcId, autoScalingGroupName, targetGroupArn, ...alarmNames]) expect(known).toContain(id);
  });
});

describe('what a drill at work may send', () => {
  const beyond = async (stand: Ward, touches: readonly Touched[], perform: PlannedAct['perform']): Promise<void> => {
    const act: PlannedAct = { title: 'a drill with a mistake', target: 'x', undo: [], touches, perform };
    await performDrill(stand.stack.lab, stand.log, act, { project: stand.project, drill: 'mistaken' });
  };

  test('a second machine, where one was declared: not sent', async () => {
    const stand = await ward({}, 0);
    const [one = '', other = ''] = await machinesOf(stand);
    const both = new TerminateInstancesCommand({ InstanceIds: [one, other] });
    const drill = beyond(
      stand,
      [{ kind: 'instance', id: one }],
      async (lab) => void (await lab.clients.ec2.send(both)),
    );
    await expect(drill).rejects.toMatchObject({
      code: 'REFUSED',
      message: `The drill would go beyond what it declared: TerminateInstances on ${other}. It was not sent.`,
    });
    const { instances } = await stand.stack.lab.observe();
    expect(instances.map(({ state }) => state)).toEqual(['running', 'running']);
  });

  test('a change that no drill has: not sent, whatever it is aimed at', async () => {
    const stand = await ward({}, 0);
    const { vpcId: VpcId } = stand.stack.lab.outputs;
    const remove = new DeleteVpcCommand({ VpcId });
    const drill = beyond(stand, [{ kind: 'vpc', id: VpcId }], async (lab) => void (await lab.clients.ec2.send(remove)));
    await expect(drill).rejects.toThrow('DeleteVpc');
  });

  test('looking is free', async () => {
    const { lab } = (await ward({}, 0)).stack;
    const { Reservations = [] } = await fenced(lab, []).clients.ec2.send(new DescribeInstancesCommand({}));
    expect(Reservations.length).toBeGreaterThan(0);
  });
});

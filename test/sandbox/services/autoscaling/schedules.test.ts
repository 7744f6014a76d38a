// Scheduled actions: what is taken and refused, and what they do when their time has come.

import { describe, expect, test } from 'vitest';
import { refusal } from '../../../helpers/refusal.js';
import {
  activity,
  api,
  createGroup,
  GROUP,
  groupOf,
  inService,
  type Live,
  MINUTE,
  newLive,
  SECOND,
  START,
} from './harness.js';

const HOUR = 60 * MINUTE;
type Wish = Parameters<typeof api.PutScheduledUpdateGroupAction>[0];

/** A group of one to four machines with one in service; it is noon on a Monday. */
function oneOfFour(): Live {
  const live = newLive();
  createGroup(live, { MinSize: 1, MaxSize: 4, DesiredCapacity: 1 });
  return live;
}

const at = (ms: number): Date => new Date(START + ms);

function put({ context }: Live, wish: Partial<Wish>): void {
  api.PutScheduledUpdateGroupAction({ AutoScalingGroupName: GROUP, ScheduledActionName: 'morning', ...wish }, context);
}

const listed = ({ context }: Live) =>
  api.DescribeScheduledActions({ AutoScalingGroupName: GROUP }, context).ScheduledUpdateGroupActions ?? [];

const sizes = (live: Live): readonly number[] => {
  const { minSize, maxSize, desiredCapacity } = groupOf(live);
  return [minSize, desiredCapacity, maxSize];
};

describe('ASG-91 at its time', () => {
  test('a one-time action gives the group its sizes within seconds, says so in the cause, and is gone', () => {
    const live = oneOfFour();
    put(live, { StartTime: at(HOUR), MinSize: 2, MaxSize: 6, DesiredCapacity: 3 });
    live.run(HOUR);
    expect(sizes(live)).toEqual([1, 1, 4]);
    live.run(10 * SECOND);
    expect(sizes(live)).toEqual([2, 3, 6]);
    expect(listed(live)).toEqual([]);
    live.run(2 * MINUTE);
    expect(inService(live)).toHaveLength(3);
    expect(activity(live, 'Launching').Cause).toMatch(
      /^At 2026-01-05T13:00:\d\dZ a scheduled action update of AutoScalingGroup constraints to min: 2, max: 6, desired: 3 changing the desired capacity from 1 to 3\. {2}At .*increasing the capacity from 1 to 3\.$/,
    );
  });

  test('a recurring one shows when it is due next, and ends with its end time', () => {
    const live = oneOfFour();
    put(live, { Recurrence: '0 * * * *', EndTime: at(2 * HOUR), DesiredCapacity: 2 });
    expect(listed(live)[0]).toMatchObject({ StartTime: at(HOUR), Time: at(HOUR), Recurrence: '0 * * * *' });
    live.run(HOUR + MINUTE);
    expect(sizes(live)).toEqual([1, 2, 4]);
    expect(listed(live)[0]?.StartTime).toEqual(at(2 * HOUR));
    live.run(HOUR);
    expect(listed(live)).toEqual([]);
  });

  test('a start time is the first run of a recurrence, whatever that says', () => {
    const live = oneOfFour();
    put(live, { Recurrence: '0 0 * * *', StartTime: at(30 * MINUTE), DesiredCapacity: 2 });
    live.run(31 * MINUTE);
    expect(sizes(live)).toEqual([1, 2, 4]);
    expect(listed(live)[0]?.StartTime).toEqual(at(12 * HOUR));
  });

  test('new limits alone pull the desired capacity along', () => {
    const live = oneOfFour();
    put(live, { StartTime: at(HOUR), MinSize: 3 });
    live.run(HOUR + 10 * SECOND);
    expect(sizes(live)).toEqual([3, 3, 4]);
  });

  test('sizes that do not fit the group’s own change nothing', () => {
    const live = oneOfFour();
    put(live, { StartTime: at(HOUR), DesiredCapacity: 9 });
    live.run(HOUR + 10 * SECOND);
    expect(sizes(live)).toEqual([1, 1, 4]);
    expect(live.events('ScheduledActionExecuted').map(({ event }) => event.outcome)).toEqual([
      'refused, min: 1, max: 4, desired: 9 are not in order',
    ]);
  });

  test('ASG-90 what falls due while ScheduledActions is suspended is passed over', () => {
    const live = oneOfFour();
    put(live, { Recurrence: '0 * * * *', DesiredCapacity: 2 });
    const suspended = { AutoScalingGroupName: GROUP, ScalingProcesses: ['ScheduledActions'] };
    api.SuspendProcesses(suspended, live.context);
    live.run(HOUR + MINUTE);
    api.ResumeProcesses(suspended, live.context);
    live.run(58 * MINUTE);
    expect(sizes(live)).toEqual([1, 1, 4]);
    live.run(2 * MINUTE);
    expect(sizes(live)).toEqual([1, 2, 4]);
  });

  test('two of a group run in the order of their times', () => {
    const live = oneOfFour();
    put(live, { StartTime: at(HOUR + SECOND), DesiredCapacity: 2, ScheduledActionName: 'second' });
    put(live, { StartTime: at(HOUR), DesiredCapacity: 4, ScheduledActionName: 'first' });
    live.run(HOUR + 30 * SECOND);
    const order = live.events('ScheduledActionExecuted').map(({ event }) => event.actionName);
    expect(order).toEqual(['first', 'second']);
    expect(sizes(live)).toEqual([1, 2, 4]);
  });
});

describe('ASG-91 the list', () => {
  test('a known name is given new settings as a whole and keeps its ARN', () => {
    const live = oneOfFour();
    put(live, { Recurrence: '0 18 * * 1-5', TimeZone: 'America/New_York', MinSize: 2 });
    const [before] = listed(live);
    expect(before).toMatchObject({ TimeZone: 'America/New_York', MinSize: 2, StartTime: at(11 * HOUR) });
    expect(before?.ScheduledActionARN).toMatch(
      /^arn:aws:autoscaling:us-east-1:123456789012:scheduledUpdateGroupAction:[0-9a-f-]{36}:autoScalingGroupName\/web:scheduledActionName\/morning$/,
    );
    put(live, { StartTime: at(HOUR), DesiredCapacity: 2 });
    const [after, ...others] = listed(live);
    expect(others).toEqual([]);
    expect(after?.ScheduledActionARN).toBe(before?.ScheduledActionARN);
    expect([after?.MinSize, after?.Recurrence, after?.TimeZone]).toEqual([undefined, undefined, undefined]);
  });

  test('by name, by time, by page; an unknown name is no error', () => {
    const live = oneOfFour();
    for (const hour of [3, 1, 2])
      put(live, { StartTime: at(hour * HOUR), DesiredCapacity: 2, ScheduledActionName: `in-${hour}` });
    const names = (input: object): readonly (string | undefined)[] =>
      (
        api.DescribeScheduledActions({ AutoScalingGroupName: GROUP, ...input }, live.context)
          .ScheduledUpdateGroupActions ?? []
      ).map(({ ScheduledActionName: name }) => name);
    expect(names({})).toEqual(['in-1', 'in-2', 'in-3']);
    expect(names({ ScheduledActionNames: ['in-2', 'unknown'] })).toEqual(['in-2']);
    expect(names({ StartTime: at(2 * HOUR) })).toEqual(['in-2', 'in-3']);
    expect(names({ EndTime: at(HOUR) })).toEqual(['in-1']);
    const page = api.DescribeScheduledActions({ MaxRecords: 2 }, live.context);
    expect(page.ScheduledUpdateGroupActions).toHaveLength(2);
    expect(names({ NextToken: page.NextToken })).toEqual(['in-3']);
  });

  test('in a batch each stands or falls alone; a deleted one does not run', () => {
    const live = oneOfFour();
    const put = api.BatchPutScheduledUpdateGroupAction(
      {
        AutoScalingGroupName: GROUP,
        ScheduledUpdateGroupActions: [
          { ScheduledActionName: 'good', StartTime: at(HOUR), DesiredCapacity: 2 },
          { ScheduledActionName: 'bad', Recurrence: '@daily', DesiredCapacity: 2 },
        ],
      },
      live.context,
    );
    const invalid = 'Given recurrence string: @daily is invalid';
    expect(put.FailedScheduledUpdateGroupActions).toEqual([
      { ScheduledActionName: 'bad', ErrorCode: 'ValidationError', ErrorMessage: invalid },
    ]);
    const deleted = api.BatchDeleteScheduledAction(
      { AutoScalingGroupName: GROUP, ScheduledActionNames: ['good', 'bad'] },
      live.context,
    );
    expect(deleted.FailedScheduledActions?.map(({ ScheduledActionName: name }) => name)).toEqual(['bad']);
    live.run(2 * HOUR);
    expect(sizes(live)).toEqual([1, 1, 4]);
    expect(
      refusal(() =>
        api.DeleteScheduledAction({ AutoScalingGroupName: GROUP, ScheduledActionName: 'good' }, live.context),
      ),
    ).toMatch(/^ValidationError: .*not found/);
  });
});

describe('ASG-91 refused', () => {
  const soon = { StartTime: at(HOUR) };
  const some = { DesiredCapacity: 2 };
  test.each<[string, Partial<Wish>]>([
    ['Given start time is in the past', { StartTime: at(-1), ...some }],
    ['Given end time is in the past', { Recurrence: '0 * * * *', EndTime: at(-1), ...some }],
    ['Given end time must be after start time', { StartTime: at(HOUR), EndTime: at(MINUTE), ...some }],
    ['Scheduled start time must be specified for non-recurrent future group action', { EndTime: at(HOUR), ...some }],
    ['Given recurrence string: 0 18 ? * MON is invalid', { Recurrence: '0 18 ? * MON', ...some }],
    [
      'Time zone specified does not conform to standardized time zones found in IANA Time Zone Database',
      { Recurrence: '0 18 * * *', TimeZone: '+02:00', ...some },
    ],
    ['Time zone can be specified for a recurring schedule only', { ...soon, TimeZone: 'Europe/Berlin', ...some }],
    ['At least one of MinSize, MaxSize and DesiredCapacity must be specified', soon],
    ['Min size must be non-negative', { ...soon, MinSize: -1 }],
    [
      'Desired capacity must be greater than or equal to min size',
      { ...soon, MinSize: 2, MaxSize: 0, DesiredCapacity: 0 },
    ],
    ['Desired capacity must be less than or equal to max size', { ...soon, MaxSize: 2, DesiredCapacity: 3 }],
    [
      'The schedule ends before it would run for the first time',
      { Recurrence: '0 0 * * *', EndTime: at(HOUR), ...some },
    ],
  ])('%s', (message, wish) => {
    const live = oneOfFour();
    expect(refusal(() => put(live, wish))).toBe(`ValidationError: ${message}`);
    expect(listed(live)).toEqual([]);
  });

  test('a time that another action of the group has, and the hundred-and-twenty-sixth action', () => {
    const live = oneOfFour();
    put(live, { StartTime: at(HOUR), ...some, ScheduledActionName: 'other' });
    expect(refusal(() => put(live, { StartTime: at(HOUR), ...some }))).toBe(
      'AlreadyExists: Scheduled action with this scheduled start time already exists',
    );
    for (let index = 1; index < 125; index += 1)
      put(live, { StartTime: at(HOUR + index * SECOND), ...some, ScheduledActionName: `a${index}` });
    expect(refusal(() => put(live, { StartTime: at(2 * HOUR), ...some }))).toMatch(/^LimitExceeded: /);
  });
});

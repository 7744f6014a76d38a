// The chain of causes in whole stories: a container that dies, a threshold that is lowered, a machine that is terminated.

import { describe, expect, test } from 'vitest';
import {
  consequencesOf,
  explain,
  findSubject,
  HappeningRecord,
  happeningsOf,
  readRecord,
  spineOf,
  storyOf,
} from '../../../src/lab/explain/index.js';
import type { OpenDrill } from '../../../src/lab/undo-log.js';
import { explainText } from '../../../src/report/explain-text.js';
import { wordsOf } from '../../../src/report/explain-words.js';
import { type Ward, ward } from '../drills/harness.js';

const recordOf = async ({ stack }: Ward, drills: readonly OpenDrill[]): Promise<HappeningRecord> =>
  readRecord(stack.open.control, await stack.lab.observe(), drills);

function spine(record: HappeningRecord, name?: string): readonly string[] {
  return spineOf(explain(record, findSubject(record, name).happening)).map(({ what }) => what.type);
}

describe('a container dies', () => {
  test('the replacement is explained back to the learner’s own hand', async () => {
    const place = await ward();
    const drill = await place.drill('stop-docker');
    const seen = await place.pass(8);
    const record = await recordOf(place, [drill]);
    const newcomer = seen.instances.find(({ launchedAt }) => launchedAt > drill.at)?.id ?? '';
    expect(spine(record, newcomer).slice(-6)).toEqual([
      'ScalingActivityStarted',
      'GroupInstanceHealthChanged',
      'TargetHealthChanged',
      'ContainerStopped',
      'CommandInvocationChanged',
      'Deed',
    ]);
    const story = storyOf(record, drill.at) ?? [];
    expect(story.map(({ what }) => what.type)).toEqual([
      'Deed',
      'CommandInvocationChanged',
      'ContainerStopped',
      'TargetHealthChanged',
      'GroupInstanceHealthChanged',
      'ScalingActivityStarted',
      'ScalingActivityStarted',
      'ContainerStarted',
      'TargetHealthChanged',
    ]);
    expect(story.map(({ at }) => at)).toEqual(story.map(({ at }) => at).sort((left, right) => left - right));
    expect(storyOf(record, seen.at)).toBeUndefined();
    const words = spineOf(explain(record, findSubject(record, drill.target).happening)).map(({ what }) =>
      wordsOf(what, true),
    );
    expect(words.join('\n')).toMatch(
      new RegExp(
        [
          `Terminating EC2 instance: ${drill.target}.*`,
          `the group marked ${drill.target} Unhealthy; it asks the load balancer`,
          `target ${drill.target} went healthy → unhealthy: Target\\.FailedHealthChecks \\(Health checks failed\\)`,
          `the container django on ${drill.target} stopped`,
          `Systems Manager ran a command on ${drill.target}`,
          `you did: stop-docker on ${drill.target} .*`,
        ].join('\n'),
      ),
    );
  });

  test('a machine that is gone is still known by its zone: the loss of the zone explains it to the end', async () => {
    const place = await ward();
    const drill = await place.drill('zone-power', { on: 'us-east-1a' });
    const seen = await place.pass(9);
    const record = await recordOf(place, [drill]);
    expect(seen.instances.every(({ zone }) => zone === 'us-east-1b')).toBe(true);
    const story = (storyOf(record, drill.at) ?? []).map(({ what }) => what.type);
    expect(story.slice(0, 4)).toEqual(['Deed', 'FaultInjected', 'ContainerStopped', 'TargetHealthChanged']);
    expect(story.slice(-3)).toEqual(['ScalingActivityStarted', 'ContainerStarted', 'TargetHealthChanged']);
  });

  test('its text fits 80 columns, carries the numbers, and each number can be asked for', async () => {
    const place = await ward();
    const drill = await place.drill('stop-docker');
    await place.pass(8);
    const record = await recordOf(place, [drill]);
    const subject = findSubject(record, drill.target.slice(0, 8));
    const explanation = explain(record, subject.happening);
    const ledTo = consequencesOf(record, subject.happening);
    const text = explainText(
      { subject, explanation, ledTo, startedAt: place.stack.sandbox.startedAt },
      { paint: (_, word) => word },
    );
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text.match(/because /g)).toHaveLength(spineOf(explanation).length - 1);
    expect(text).toContain('Its turns so far');
    const numbers = [...text.matchAll(/#(\d+)/g)].map(([, number]) => Number(number));
    expect(numbers.length).toBeGreaterThan(8);
    for (const number of numbers) expect(findSubject(record, `#${number}`).happening.number).toBe(number);
  });
});

test('capacity because of a policy, because of an alarm, because of its bar and of the users', async () => {
  const place = await ward({ alarms: { actionsEnabled: true } }, 140);
  const drill = await place.drill('lower-threshold');
  await place.pass(6);
  const record = await recordOf(place, [drill]);
  const { because, happening } = explain(record, findSubject(record, 'group').happening);
  expect(wordsOf(happening.what, true)).toBe('desired capacity went 2 → 3');
  const [policy] = because;
  const [alarm] = policy?.because ?? [];
  expect([policy, alarm].map((one) => one?.happening.what.type)).toEqual([
    'ScalingPolicyTriggered',
    'AlarmStateChanged',
  ]);
  expect(alarm?.because.map((one) => one.happening.what.type)).toEqual(['AlarmChanged', 'TrafficChanged']);
  expect(alarm?.because[0]?.because[0]?.happening.what).toMatchObject({ type: 'Deed', drill: 'lower-threshold' });
  expect(wordsOf(alarm?.happening.what ?? { type: 'AlarmDeleted', alarmName: '' })).toMatch(
    /^alarm ha-django-cpu-high went \w+ → ALARM: \d of 2 points \(5\d\.\d at \d\d:\d\d.*\) (was|were) greater than \d+$/,
  );
});

test('a terminated machine: the deed, not the group, ended it; the group only answers', async () => {
  const place = await ward();
  const drill = await place.drill('terminate');
  await place.pass(4);
  const record = await recordOf(place, [drill]);
  const marked = record.happenings.find(
    ({ what }) => what.type === 'GroupInstanceHealthChanged' && what.instanceId === drill.target,
  );
  expect(marked).toBeDefined();
  const chain = marked === undefined ? [] : spineOf(explain(record, marked));
  expect(chain.map(({ what }) => what.type)).toEqual([
    'GroupInstanceHealthChanged',
    'InstanceStateChanged',
    'InstanceStateChanged',
    'Deed',
  ]);
});

test('without drills on record the chain ends at what happened to the machine', async () => {
  const place = await ward();
  const drill = await place.drill('stop-docker');
  await place.pass(3);
  const { sandbox } = place.stack;
  const record = new HappeningRecord(happeningsOf(sandbox.journal, []));
  expect(spine(record, drill.target).at(-1)).toBe('CommandInvocationChanged');
});

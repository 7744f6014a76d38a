// Rules of composite alarms: what they say of which alarms, and what is no rule.

import { expect, test } from 'vitest';
import type { AlarmState } from '../../../../src/sandbox/events.js';
import { alarmsNamed, holds, readAlarmRule } from '../../../../src/sandbox/services/cloudwatch/rules/alarm-rule.js';

const STATES: Readonly<Record<string, AlarmState>> = {
  hot: 'ALARM',
  cold: 'OK',
  dark: 'INSUFFICIENT_DATA',
  'two words': 'ALARM',
  'a "b" (c)': 'ALARM',
};

test.each([
  ['ALARM(hot)', true],
  ['ALARM( cold )', false],
  ['OK("cold")', true],
  ['INSUFFICIENT_DATA(dark)', true],
  ['ALARM("two words") AND ALARM(two words)', true],
  ['ALARM("a \\"b\\" (c)")', true],
  ['ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:hot)', true],
  ['NOT ALARM(hot)', false],
  ['NOT (ALARM(cold) OR OK(hot))', true],
  ['TRUE', true],
  ['FALSE OR TRUE AND FALSE', false],
  ['TRUE OR TRUE AND FALSE', true],
  ['NOT FALSE AND FALSE', false],
  ['(ALARM(hot)OR ALARM(cold)) AND NOT OK(dark)', true],
  ['ALARM(unknown) OR OK(unknown) OR INSUFFICIENT_DATA(unknown)', false],
])('CW-45 %s is %s', (text, expected) => {
  expect(holds(readAlarmRule(text), (name) => STATES[name])).toBe(expected);
});

test.each([
  ['ALARM(hot) AND', 'unexpected the end at position 14'],
  ['ALARM()', "unexpected ')' at position 6"],
  ['ALARM(hot', 'unexpected the end'],
  ['ALARM("hot)', 'unexpected'],
  ['hot', "unexpected 'hot'"],
  ['ALARM(hot) ALARM(cold)', "unexpected 'ALARM(cold)' at position 11"],
  ['(TRUE', 'unexpected the end'],
  ['alarm(hot)', "unexpected 'alarm(hot)'"],
])('CW-45 %s is no rule', (text, problem) => expect(() => readAlarmRule(text)).toThrow(problem));

test('CW-45 the alarms it names, each once', () => {
  const rule = readAlarmRule('ALARM(a) AND (OK("b") OR NOT ALARM(a)) AND TRUE');
  expect(alarmsNamed(rule)).toEqual(['a', 'b']);
});

// Run Command over virtual time: accepted, delivered, run, failed, timed out, cancelled.

import { expect, test } from 'vitest';
import { operations } from '../../../../src/sandbox/services/ssm/index.js';
import { durationText } from '../../../../src/sandbox/services/ssm/operations/command-output.js';
import { commandState, limitOf } from '../../../../src/sandbox/services/ssm/rules/command-status.js';
import type { Command, Invocation } from '../../../../src/sandbox/services/ssm/store.js';
import { benchWith, command, look, runs, START, send } from './harness.js';

test('SSM-03 a command that works: Pending, InProgress, Success, with its output and its times', () => {
  const made = benchWith('i-1');
  const id = send(made, { InstanceIds: ['i-1'], Comment: 'a drill' });
  expect(made.sent).toEqual([
    { kind: 'run-command', commandId: id, instanceId: 'i-1', lines: ['docker stop app'], timeoutMs: 3_600_000 },
  ]);
  expect(look(made, id, 'i-1')).toMatchObject({ Status: 'Pending', ResponseCode: -1, ExecutionStartDateTime: '' });
  expect(command(made, id)).toMatchObject({ Status: 'Pending', TargetCount: 1, CompletedCount: 0 });
  made.advance(2);
  made.observe({ kind: 'command-started', commandId: id, instanceId: 'i-1' });
  expect(look(made, id, 'i-1').Status).toBe('InProgress');
  expect(command(made, id)?.Status).toBe('InProgress');
  made.advance(3.5);
  made.finish(id, 'i-1');
  expect(look(made, id, 'i-1')).toMatchObject({
    Status: 'Success',
    StatusDetails: 'Success',
    ResponseCode: 0,
    StandardOutputContent: 'out',
    ExecutionStartDateTime: '2026-01-05T12:00:02.000Z',
    ExecutionEndDateTime: '2026-01-05T12:00:05.500Z',
    ExecutionElapsedTime: 'PT3.5S',
    PluginName: 'aws:runShellScript',
  });
  expect(command(made, id)).toMatchObject({
    Status: 'Success',
    StatusDetails: 'Success',
    CompletedCount: 1,
    Comment: 'a drill',
  });
});

test('SSM-03 a non-zero exit code is Failed, with what it wrote', () => {
  const made = benchWith('i-1');
  const id = send(made, { InstanceIds: ['i-1'] });
  made.observe({ kind: 'command-started', commandId: id, instanceId: 'i-1' });
  made.finish(id, 'i-1', 3);
  expect(look(made, id, 'i-1')).toMatchObject({
    Status: 'Failed',
    StatusDetails: 'Failed',
    ResponseCode: 3,
    StandardErrorContent: 'err',
  });
  expect(command(made, id)).toMatchObject({ Status: 'Failed', StatusDetails: 'Failed', ErrorCount: 1 });
});

test('SSM-04 an agent that cannot be reached: the command is accepted, hangs, and times out after both timeouts', () => {
  const made = benchWith('i-1');
  const id = send(made, {
    InstanceIds: ['i-1'],
    TimeoutSeconds: 600,
    Parameters: { commands: ['true'], executionTimeout: ['60'] },
  });
  made.advance(59);
  expect(look(made, id, 'i-1').Status).toBe('Pending');
  made.advance(2);
  expect(look(made, id, 'i-1').Status).toBe('Delayed');
  made.advance(598);
  expect(look(made, id, 'i-1').Status).toBe('Delayed');
  made.advance(1);
  expect(look(made, id, 'i-1')).toMatchObject({
    Status: 'TimedOut',
    StatusDetails: 'DeliveryTimedOut',
    ResponseCode: -1,
  });
  expect(command(made, id)).toMatchObject({
    Status: 'TimedOut',
    StatusDetails: 'DeliveryTimedOut',
    DeliveryTimedOutCount: 1,
    ErrorCount: 0,
  });
  expect(made.sent.at(-1)).toEqual({ kind: 'cancel-command', commandId: id, instanceId: 'i-1' });
});

test('SSM-04 the default total is two hours', () => {
  const made = benchWith('i-1');
  const id = send(made, { InstanceIds: ['i-1'] });
  expect(command(made, id)?.ExpiresAfter).toEqual(new Date(START + 7_200_000));
  made.advance(7_199);
  expect(look(made, id, 'i-1').Status).toBe('Delayed');
  made.advance(1);
  expect(look(made, id, 'i-1').StatusDetails).toBe('DeliveryTimedOut');
});

test('SSM-04 an agent that comes back in time still runs the command', () => {
  const made = benchWith('i-1');
  const id = send(made, { InstanceIds: ['i-1'] });
  made.advance(1_800);
  made.observe({ kind: 'command-started', commandId: id, instanceId: 'i-1' });
  expect(look(made, id, 'i-1').Status).toBe('InProgress');
  made.advance(5);
  made.finish(id, 'i-1');
  expect(look(made, id, 'i-1').Status).toBe('Success');
});

test('SSM-03 a script longer than its execution timeout is ExecutionTimedOut', () => {
  const made = benchWith('i-1');
  const id = send(made, { InstanceIds: ['i-1'], Parameters: { commands: ['sleep 90'], executionTimeout: ['30'] } });
  made.observe({ kind: 'command-started', commandId: id, instanceId: 'i-1' });
  made.advance(30);
  made.finish(id, 'i-1', 137);
  expect(look(made, id, 'i-1')).toMatchObject({
    Status: 'TimedOut',
    StatusDetails: 'ExecutionTimedOut',
    ResponseCode: 137,
  });
  expect(command(made, id)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'ExecutionTimedOut' });
});

test('SSM-03 a machine that is terminated before the agent took the command: Undeliverable', () => {
  const made = benchWith('i-1');
  const id = send(made, { InstanceIds: ['i-1'] });
  made.setState('i-1', 'terminated');
  expect(look(made, id, 'i-1')).toMatchObject({ Status: 'Failed', StatusDetails: 'Undeliverable' });
});

test('cancelling: what never began is Cancelled at once, what runs is Cancelling until the agent reports', () => {
  const made = benchWith('i-1', 'i-2');
  const id = send(made, { InstanceIds: ['i-1', 'i-2'] });
  made.observe({ kind: 'command-started', commandId: id, instanceId: 'i-1' });
  operations.CancelCommand({ CommandId: id }, made.context);
  expect(look(made, id, 'i-1').Status).toBe('Cancelling');
  expect(look(made, id, 'i-2').Status).toBe('Cancelled');
  expect(command(made, id)?.Status).toBe('Cancelling');
  expect(made.sent.filter(({ kind }) => kind === 'cancel-command')).toHaveLength(2);
  made.finish(id, 'i-1', 137);
  expect(look(made, id, 'i-1').Status).toBe('Cancelled');
  expect(command(made, id)).toMatchObject({ Status: 'Cancelled', StatusDetails: 'Cancelled' });
  made.finish(id, 'i-2');
  expect(look(made, id, 'i-2').Status).toBe('Cancelled');
});

test('SSM-05 MaxConcurrency: no more at a time', () => {
  const made = benchWith('i-1', 'i-2', 'i-3');
  const id = send(made, { InstanceIds: ['i-1', 'i-2', 'i-3'], MaxConcurrency: '2' });
  expect(runs(made)).toEqual(['i-1', 'i-2']);
  made.finish(id, 'i-1');
  expect(runs(made)).toEqual(['i-1', 'i-2', 'i-3']);
});

test('SSM-05 MaxErrors 0: the first failure keeps the command from the rest', () => {
  const made = benchWith('i-1', 'i-2', 'i-3');
  const id = send(made, { InstanceIds: ['i-1', 'i-2', 'i-3'], MaxConcurrency: '1' });
  made.finish(id, 'i-1', 1);
  expect(runs(made)).toEqual(['i-1']);
  expect(look(made, id, 'i-2')).toMatchObject({ Status: 'Cancelled', StatusDetails: 'Terminated' });
  expect(command(made, id)).toMatchObject({ Status: 'Failed', CompletedCount: 3, ErrorCount: 1 });
});

test('SSM-05 after too many errors those that were handed out go on to their own end', () => {
  const made = benchWith('i-1', 'i-2', 'i-3');
  const id = send(made, { InstanceIds: ['i-1', 'i-2', 'i-3'], MaxConcurrency: '2' });
  made.finish(id, 'i-1', 1);
  expect(look(made, id, 'i-3')).toMatchObject({ Status: 'Cancelled', StatusDetails: 'Terminated' });
  made.finish(id, 'i-2');
  expect(look(made, id, 'i-2').Status).toBe('Success');
  expect(command(made, id)).toMatchObject({ Status: 'Failed', CompletedCount: 3, ErrorCount: 1 });
});

test('SSM-05 MaxErrors 1: one failure is tolerated, the command is Incomplete', () => {
  const made = benchWith('i-1', 'i-2');
  const id = send(made, { InstanceIds: ['i-1', 'i-2'], MaxConcurrency: '1', MaxErrors: '1' });
  made.finish(id, 'i-1', 1);
  expect(runs(made)).toEqual(['i-1', 'i-2']);
  made.finish(id, 'i-2');
  expect(command(made, id)).toMatchObject({ Status: 'Failed', StatusDetails: 'Incomplete' });
});

test.each([
  ['50', 4, 50],
  ['50%', 4, 2],
  ['10%', 4, 1],
  ['0', 4, 0],
])('SSM-05 a limit of %s for %i targets is %i', (text, targets, limit) => {
  expect(limitOf(text, targets)).toBe(limit);
});

test.each([
  [['Success:Success', 'TimedOut:DeliveryTimedOut'], 'Failed', 'Incomplete'],
  [['TimedOut:DeliveryTimedOut', 'TimedOut:DeliveryTimedOut'], 'TimedOut', 'DeliveryTimedOut'],
  [['Success:Success', 'InProgress:InProgress'], 'InProgress', 'InProgress'],
  [['Pending:Pending', 'Delayed:Delayed'], 'Pending', 'Pending'],
  [['Success:Success', 'Success:Success'], 'Success', 'Success'],
  [['Success:Success', 'Failed:Failed'], 'Failed', 'Failed'],
  [[], 'Success', 'NoInstancesInTag'],
] as const)('SSM-03 invocations %j make the command %s, %s', (marks, status, statusDetails) => {
  const invocations = marks.map((mark) => {
    const [status, statusDetails] = mark.split(':');
    return { status, statusDetails } as Invocation;
  });
  expect(commandState({ invocations, maxErrors: '0' } as unknown as Command)).toEqual({ status, statusDetails });
});

test.each([
  [0, 'PT0S'],
  [1_234, 'PT1.234S'],
  [65_000, 'PT1M5S'],
  [3_600_271, 'PT1H0.271S'],
])('%i ms is %s', (length, text) => {
  expect(durationText(length)).toBe(text);
});

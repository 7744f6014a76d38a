// Run Command over virtual time: accepted, delivered, run, failed, timed out, cancelled.

import { expect, test } from 'vitest';
import { operations } from '../../../../src/sandbox/services/ssm/index.js';
import { durationText } from '../../../../src/sandbox/services/ssm/operations/command-output.js';
import { commandState, limitOf } from '../../../../src/sandbox/services/ssm/rules/command-status.js';
import type { Command, Invocation } from '../../../../src/sandbox/services/ssm/store.js';
import { bench, benchWith, command, look, runs, START, send } from './harness.js';

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

test('targets by tag: those that have registered and carry it', () => {
  const made = bench();
  made.addInstance('i-1', { role: 'web' });
  made.addInstance('i-2', { role: 'db' });
  made.addInstance('i-3', { role: 'web' });
  made.beat('i-1', 'i-2');
  const id = send(made, { Targets: [{ Key: 'tag:role', Values: ['web'] }] });
  expect(runs(made)).toEqual(['i-1']);
  expect(command(made, id)).toMatchObject({
    TargetCount: 1,
    Targets: [{ Key: 'tag:role', Values: ['web'] }],
    InstanceIds: [],
  });
  const nobody = send(made, { Targets: [{ Key: 'tag:role', Values: ['cache'] }] });
  expect(command(made, nobody)).toMatchObject({ Status: 'Success', StatusDetails: 'NoInstancesInTag', TargetCount: 0 });
});

test('SSM-01 a machine that never registered, or does not run, is refused', () => {
  const made = benchWith('i-1');
  made.addInstance('i-2');
  expect(() => send(made, { InstanceIds: ['i-2'] })).toThrow(
    expect.objectContaining({
      code: 'InvalidInstanceId',
      message: 'Instances [[i-2]] not in a valid state for account 123456789012',
    }),
  );
  made.setState('i-1', 'stopped');
  expect(() => send(made, { InstanceIds: ['i-1'] })).toThrow(expect.objectContaining({ code: 'InvalidInstanceId' }));
  expect(made.sent).toEqual([]);
});

test.each([
  ['an unknown document', { DocumentName: 'my-script' }, 'InvalidDocument', 'does not exist'],
  [
    "AWS's other documents, by name",
    { DocumentName: 'AWSFIS-Run-CPU-Stress' },
    'InvalidDocument',
    'does not model AWSFIS-Run-CPU-Stress',
  ],
  ['no commands', { Parameters: {} }, 'InvalidParameters', 'commands'],
  [
    'a parameter that the document has not',
    { Parameters: { commands: ['x'], nice: ['1'] } },
    'InvalidParameters',
    'nice',
  ],
  [
    'a timeout that is no number',
    { Parameters: { commands: ['x'], executionTimeout: ['soon'] } },
    'InvalidParameters',
    'soon',
  ],
  [
    'SSM-05 more than 50 ids',
    { InstanceIds: Array.from({ length: 51 }, (_, i) => `i-${i}`) },
    'ValidationException',
    '50',
  ],
  ['the same machine twice', { InstanceIds: ['i-1', 'i-1'] }, 'DuplicateInstanceId', 'more than one'],
  ['ids and targets', { Targets: [{ Key: 'tag:a', Values: ['b'] }] }, 'ValidationException', 'together'],
  ['nobody', { InstanceIds: [] }, 'ValidationException', 'Either'],
  ['a short delivery timeout', { TimeoutSeconds: 5 }, 'ValidationException', '30'],
  ['output in S3', { OutputS3BucketName: 'b' }, 'UnsupportedOperation', 'OutputS3BucketName'],
  ['an odd concurrency', { MaxConcurrency: 'all' }, 'ValidationException', 'MaxConcurrency'],
])('SendCommand refuses %s', (_, changes, code, text) => {
  const made = benchWith('i-1');
  const run = () => send(made, { InstanceIds: ['i-1'], ...changes });
  expect(run).toThrow(expect.objectContaining({ code }));
  expect(run).toThrow(text);
  expect(made.context.world.ssm.commands).toEqual({});
});

test('errors of the reads and of cancelling', () => {
  const made = benchWith('i-1', 'i-2');
  const id = send(made, { InstanceIds: ['i-1'] });
  expect(() => look(made, 'nothing', 'i-1')).toThrow(expect.objectContaining({ code: 'InvocationDoesNotExist' }));
  expect(() => look(made, id, 'i-2')).toThrow(expect.objectContaining({ code: 'InvocationDoesNotExist' }));
  expect(() => command(made, 'nothing')).toThrow(expect.objectContaining({ code: 'InvalidCommandId' }));
  const strange = { CommandId: id, InstanceIds: ['i-2'] };
  expect(() => operations.CancelCommand(strange, made.context)).toThrow(
    expect.objectContaining({ code: 'InvalidInstanceId' }),
  );
  const plugin = { CommandId: id, InstanceId: 'i-1', PluginName: 'aws:other' };
  expect(() => operations.GetCommandInvocation(plugin, made.context)).toThrow(
    expect.objectContaining({ code: 'InvalidPluginName' }),
  );
});

test('lists: newest first, by machine, by status, with details on request', () => {
  const made = benchWith('i-1', 'i-2');
  const first = send(made, { InstanceIds: ['i-1', 'i-2'] });
  made.advance(1);
  const second = send(made, { InstanceIds: ['i-1'] });
  made.finish(second, 'i-1');
  const ids = (input: Parameters<typeof operations.ListCommands>[0]) =>
    operations.ListCommands(input, made.context).Commands?.map((one) => one.CommandId);
  expect(ids({})).toEqual([second, first]);
  expect(ids({ InstanceId: 'i-2' })).toEqual([first]);
  expect(ids({ Filters: [{ key: 'Status', value: 'Success' }] })).toEqual([second]);
  expect(ids({ Filters: [{ key: 'InvokedBefore', value: new Date(START + 1_000).toISOString() }] })).toEqual([first]);
  const invocations = operations.ListCommandInvocations({ CommandId: second, Details: true }, made.context);
  expect(invocations.CommandInvocations).toMatchObject([
    {
      InstanceId: 'i-1',
      Status: 'Success',
      CommandPlugins: [{ Name: 'aws:runShellScript', ResponseCode: 0, Output: 'out' }],
    },
  ]);
  const all = operations.ListCommandInvocations({}, made.context).CommandInvocations ?? [];
  expect(all.map((one) => [one.CommandId, one.InstanceId])).toEqual([
    [second, 'i-1'],
    [first, 'i-1'],
    [first, 'i-2'],
  ]);
});

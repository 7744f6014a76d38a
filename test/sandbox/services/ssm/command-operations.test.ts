// SendCommand's targets and refusals, the lists, and the errors of the reads.

import { expect, test } from 'vitest';
import { operations } from '../../../../src/sandbox/services/ssm/index.js';
import { bench, benchWith, command, look, runs, START, send } from './harness.js';

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

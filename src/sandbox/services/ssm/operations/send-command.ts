// SendCommand: checks what Systems Manager checks, writes the command down and wakes the controller that hands it out.

import { ServiceError } from '../../../../errors.js';
import { DAY_MS } from '../../../../kernel/index.js';
import type { Context } from '../../../context.js';
import { findInstance } from '../../ec2/index.js';
import { uuid } from '../../shared/ids.js';
import { unsupported } from '../../shared/modelled.js';
import type { OperationInput } from '../../shared/operations.js';
import { acceptsCommands, RUN_COMMAND_CONTROLLER } from '../commands.js';
import type { Command, CommandTarget, Invocation } from '../store.js';
import { DELIVERY_TIMEOUT_SECONDS, EXECUTION_TIMEOUT_SECONDS } from '../timings.js';
import { checkDocument, DOCUMENT_NAME } from './documents.js';
import { invalidInstances, refuseMembers, validation } from './errors.js';

type Input = OperationInput<typeof import('@aws-sdk/client-ssm'), 'SendCommand'>;

const REFUSED: Readonly<Record<string, string>> = {
  OutputS3BucketName: 'output in S3 buckets',
  OutputS3KeyPrefix: 'output in S3 buckets',
  OutputS3Region: 'output in S3 buckets',
  ServiceRoleArn: 'notifications about commands',
  DocumentHash: 'hashes of documents',
  DocumentHashType: 'hashes of documents',
  NotificationConfig: 'notifications about commands',
  CloudWatchOutputConfig: 'output in CloudWatch Logs',
  AlarmConfiguration: 'alarms that stop commands',
};

/** SSM-05. */
const MAX_INSTANCE_IDS = 50;
const DEFAULT_CONCURRENCY = '50';
const DEFAULT_ERRORS = '0';
const COMMANDS_KEPT_MS = 30 * DAY_MS;

export function sendCommand(input: Input, context: Context): Command {
  refuseMembers(input, REFUSED);
  checkDocument(input.DocumentName, input.DocumentVersion);
  const { instanceIds, targets } = addressees(input);
  const chosen = targets.length === 0 ? checkedInstances(context, instanceIds) : targeted(context, targets);
  const command: Command = {
    commandId: uuid(context),
    documentName: DOCUMENT_NAME,
    comment: input.Comment ?? '',
    ...script(input.Parameters ?? {}),
    instanceIds,
    targets,
    requestedAt: context.kernel.now,
    deliveryTimeoutSeconds: deliveryTimeout(input.TimeoutSeconds),
    maxConcurrency: checkedLimit('MaxConcurrency', input.MaxConcurrency ?? DEFAULT_CONCURRENCY, 1),
    maxErrors: checkedLimit('MaxErrors', input.MaxErrors ?? DEFAULT_ERRORS, 0),
    invocations: chosen.map(newInvocation),
  };
  forgetOld(context);
  context.world.ssm.commands[command.commandId] = command;
  context.kernel.wake(RUN_COMMAND_CONTROLLER, command.commandId);
  return command;
}

function newInvocation(instanceId: string): Invocation {
  return { instanceId, status: 'Pending', statusDetails: 'Pending', output: '', error: '' };
}

function addressees(input: Input): Pick<Command, 'instanceIds' | 'targets'> {
  const instanceIds = input.InstanceIds ?? [];
  const targets = (input.Targets ?? []).map(
    ({ Key = '', Values = [] }): CommandTarget => ({ key: Key, values: Values }),
  );
  if (instanceIds.length > 0 && targets.length > 0)
    throw validation('InstanceIds and Targets cannot be specified together.');
  if (instanceIds.length === 0 && targets.length === 0)
    throw validation('Either InstanceIds or Targets must be specified.');
  if (instanceIds.length > MAX_INSTANCE_IDS) {
    throw validation(
      `1 validation error detected: Value at 'instanceIds' failed to satisfy constraint: Member must have length less than or equal to ${MAX_INSTANCE_IDS}`,
    );
  }
  if (new Set(instanceIds).size < instanceIds.length) {
    throw new ServiceError('DuplicateInstanceId', 'You cannot specify an instance ID in more than one place.');
  }
  return { instanceIds, targets };
}

function checkedInstances(context: Context, instanceIds: readonly string[]): readonly string[] {
  const invalid = instanceIds.filter((instanceId) => !acceptsCommands(context, instanceId));
  if (invalid.length > 0) throw invalidInstances(context.world.account.id, invalid);
  return instanceIds;
}

/** Managed machines that every target names; nobody is an answer, too (NoInstancesInTag). */
function targeted(context: Context, targets: readonly CommandTarget[]): readonly string[] {
  for (const { key } of targets) {
    const known = key === 'InstanceIds' || key === 'tag-key' || key.startsWith('tag:');
    if (!known) throw unsupported(`the command target ${key}`);
  }
  const managed = Object.keys(context.world.ssm.managedInstances);
  return managed.filter(
    (instanceId) =>
      acceptsCommands(context, instanceId) && targets.every((target) => isMeant(context, instanceId, target)),
  );
}

function isMeant(context: Context, instanceId: string, { key, values }: CommandTarget): boolean {
  if (key === 'InstanceIds') return values.includes(instanceId);
  const tags = findInstance(context, instanceId)?.tags ?? {};
  if (key === 'tag-key') return values.some((value) => Object.hasOwn(tags, value));
  const name = key.slice('tag:'.length);
  return Object.hasOwn(tags, name) && values.includes(tags[name] ?? '');
}

function script(
  parameters: Readonly<Record<string, readonly string[]>>,
): Pick<Command, 'parameters' | 'lines' | 'executionTimeoutSeconds'> {
  const { commands, executionTimeout, workingDirectory, ...others } = parameters;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw invalidParameters(`Parameter "${unknown}" is not supported by document ${DOCUMENT_NAME}.`);
  if (commands === undefined || commands.length === 0) throw invalidParameters('Parameter "commands" is required.');
  if (workingDirectory?.some((directory) => directory !== ''))
    throw unsupported('working directories of commands (workingDirectory)');
  const [text] = executionTimeout ?? [];
  const executionTimeoutSeconds = text === undefined ? EXECUTION_TIMEOUT_SECONDS.value : Number(text);
  if (!Number.isInteger(executionTimeoutSeconds) || executionTimeoutSeconds < 1 || executionTimeoutSeconds > 172_800) {
    throw invalidParameters(
      `Parameter "executionTimeout" must be a whole number of seconds from 1 to 172800, not "${text}".`,
    );
  }
  return { parameters, lines: commands.flatMap((command) => command.split('\n')), executionTimeoutSeconds };
}

function invalidParameters(message: string): ServiceError {
  return new ServiceError('InvalidParameters', message);
}

function deliveryTimeout(seconds: number | undefined): number {
  if (seconds === undefined) return DELIVERY_TIMEOUT_SECONDS.value;
  if (seconds >= 30 && seconds <= 2_592_000) return seconds;
  throw validation(
    `1 validation error detected: Value '${seconds}' at 'timeoutSeconds' failed to satisfy constraint: Member must have value between 30 and 2592000`,
  );
}

function checkedLimit(name: string, text: string, least: number): string {
  const number = Number(text.replace(/%$/, ''));
  if (/^\d{1,7}%?$/.test(text) && number >= least && (!text.endsWith('%') || number <= 100)) return text;
  throw validation(`The value ${text} for ${name} must be a number or a percentage.`);
}

function forgetOld(context: Context): void {
  const { commands } = context.world.ssm;
  for (const { commandId, requestedAt } of Object.values(commands)) {
    if (context.kernel.now - requestedAt > COMMANDS_KEPT_MS) delete commands[commandId];
  }
}

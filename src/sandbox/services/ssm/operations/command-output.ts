// Commands and invocations as the API gives them: counts, ISO durations, outputs cut to AWS's lengths. Pure.

import type { OperationOutput } from '../../shared/operations.js';
import { expiresAt } from '../controllers/run-command.js';
import { commandState, errorCount, isFinal } from '../rules/command-status.js';
import type { Command, Invocation } from '../store.js';

type Ssm = typeof import('@aws-sdk/client-ssm');
type CommandShape = NonNullable<OperationOutput<Ssm, 'SendCommand'>['Command']>;
type InvocationShape = NonNullable<OperationOutput<Ssm, 'ListCommandInvocations'>['CommandInvocations']>[number];

export const PLUGIN_NAME = 'aws:runShellScript';

const OUTPUT_LENGTH = 24_000;
const ERROR_LENGTH = 8_000;
const PLUGIN_OUTPUT_LENGTH = 2_500;

export function commandShape(command: Command): CommandShape {
  const { invocations } = command;
  const state = commandState(command);
  return {
    CommandId: command.commandId,
    DocumentName: command.documentName,
    DocumentVersion: '$DEFAULT',
    Comment: command.comment,
    ExpiresAfter: new Date(expiresAt(command)),
    Parameters: command.parameters,
    InstanceIds: command.instanceIds,
    Targets: command.targets.map(({ key, values }) => ({ Key: key, Values: values })),
    RequestedDateTime: new Date(command.requestedAt),
    Status: state.status,
    StatusDetails: state.statusDetails,
    OutputS3BucketName: '',
    OutputS3KeyPrefix: '',
    MaxConcurrency: command.maxConcurrency,
    MaxErrors: command.maxErrors,
    TargetCount: invocations.length,
    CompletedCount: invocations.filter(isFinal).length,
    ErrorCount: errorCount(invocations),
    DeliveryTimedOutCount: invocations.filter(({ statusDetails }) => statusDetails === 'DeliveryTimedOut').length,
    TimeoutSeconds: command.deliveryTimeoutSeconds,
  };
}

export function invocationShape(command: Command, invocation: Invocation, details: boolean): InvocationShape {
  return {
    CommandId: command.commandId,
    InstanceId: invocation.instanceId,
    InstanceName: '',
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: '$DEFAULT',
    RequestedDateTime: new Date(command.requestedAt),
    Status: invocation.status,
    StatusDetails: invocation.statusDetails,
    StandardOutputUrl: '',
    StandardErrorUrl: '',
    CommandPlugins: details ? [plugin(invocation)] : [],
  };
}

function plugin(invocation: Invocation): NonNullable<InvocationShape['CommandPlugins']>[number] {
  const { status, startedAt, finishedAt, output, error } = invocation;
  const text = error === '' ? output : `${output}\n----------ERROR-------\n${error}`;
  return {
    Name: PLUGIN_NAME,
    Status: status === 'Delayed' ? 'Pending' : status === 'Cancelling' ? 'InProgress' : status,
    StatusDetails: invocation.statusDetails,
    ResponseCode: responseCode(invocation),
    ResponseStartDateTime: startedAt === undefined ? undefined : new Date(startedAt),
    ResponseFinishDateTime: finishedAt === undefined || startedAt === undefined ? undefined : new Date(finishedAt),
    Output: text.slice(0, PLUGIN_OUTPUT_LENGTH),
    OutputS3BucketName: '',
    OutputS3KeyPrefix: '',
  };
}

export function invocationResult(
  command: Command,
  invocation: Invocation,
): OperationOutput<Ssm, 'GetCommandInvocation'> {
  const { startedAt, finishedAt } = invocation;
  const ended = startedAt === undefined ? undefined : finishedAt;
  return {
    CommandId: command.commandId,
    InstanceId: invocation.instanceId,
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: '$DEFAULT',
    PluginName: PLUGIN_NAME,
    ResponseCode: responseCode(invocation),
    ExecutionStartDateTime: startedAt === undefined ? '' : new Date(startedAt).toISOString(),
    ExecutionElapsedTime: startedAt === undefined || ended === undefined ? '' : durationText(ended - startedAt),
    ExecutionEndDateTime: ended === undefined ? '' : new Date(ended).toISOString(),
    Status: invocation.status,
    StatusDetails: invocation.statusDetails,
    StandardOutputContent: invocation.output.slice(0, OUTPUT_LENGTH),
    StandardOutputUrl: '',
    StandardErrorContent: invocation.error.slice(0, ERROR_LENGTH),
    StandardErrorUrl: '',
  };
}

/** -1 until the agent has reported. */
function responseCode({ exitCode }: Invocation): number {
  return exitCode ?? -1;
}

/** `PT1H0.271S`: hours, minutes and seconds of ISO 8601; zero minutes are left out, seconds never. */
export function durationText(lengthMs: number): string {
  const hours = Math.floor(lengthMs / 3_600_000);
  const minutes = Math.floor((lengthMs % 3_600_000) / 60_000);
  const seconds = (lengthMs % 60_000) / 1_000;
  return `PT${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${seconds}S`;
}

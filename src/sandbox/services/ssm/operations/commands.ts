// The operations of Run Command: send, list, look at, cancel.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { OperationInput, Operations } from '../../shared/operations.js';
import { page } from '../../shared/pages.js';
import { cancel, findCommand, findInvocation } from '../commands.js';
import { commandState } from '../rules/command-status.js';
import type { Command, Invocation } from '../store.js';
import { commandShape, invocationResult, invocationShape, PLUGIN_NAME } from './command-output.js';
import { pageSize } from './errors.js';
import { sendCommand } from './send-command.js';

type Ssm = typeof import('@aws-sdk/client-ssm');
type Filters = OperationInput<Ssm, 'ListCommands'>['Filters'];

function existing(context: Context, commandId: string): Command {
  const command = findCommand(context, commandId);
  if (command === undefined) throw new ServiceError('InvalidCommandId', `The command ID ${commandId} is not valid.`);
  return command;
}

/** Newest first; one command when an id is given. */
function listed(context: Context, commandId: string | undefined): readonly Command[] {
  return commandId === undefined ? Object.values(context.world.ssm.commands).reverse() : [existing(context, commandId)];
}

function passes(command: Command, status: string, filters: Filters): boolean {
  return (filters ?? []).every((filter) => passesOne(command, status, filter));
}

function passesOne(command: Command, status: string, { key, value = '' }: NonNullable<Filters>[number]): boolean {
  switch (key) {
    case 'InvokedAfter':
      return command.requestedAt >= Date.parse(value);
    case 'InvokedBefore':
      return command.requestedAt < Date.parse(value);
    case 'Status':
      return status === value;
    case 'DocumentName':
      return command.documentName === value;
    case 'ExecutionStage':
      return (value === 'Executing') === ['Pending', 'InProgress', 'Delayed', 'Cancelling'].includes(status);
    case undefined:
      throw new ServiceError('InvalidFilterKey', 'A filter without a key is not valid.');
  }
}

export const commandOperations = {
  SendCommand(input, context) {
    return { Command: commandShape(sendCommand(input, context)) };
  },

  ListCommands(input, context) {
    const commands = listed(context, input.CommandId).filter(
      (command) =>
        (input.InstanceId === undefined || findInvocation(command, input.InstanceId) !== undefined) &&
        passes(command, commandState(command).status, input.Filters),
    );
    const size = pageSize(input.MaxResults, 1, 50);
    const { items, nextToken } = page(commands, { maxResults: size, nextToken: input.NextToken });
    return { Commands: items.map(commandShape), NextToken: nextToken };
  },

  ListCommandInvocations(input, context) {
    const all = listed(context, input.CommandId).flatMap((command) =>
      command.invocations.map((invocation): readonly [Command, Invocation] => [command, invocation]),
    );
    const wanted = all.filter(
      ([command, invocation]) =>
        (input.InstanceId === undefined || invocation.instanceId === input.InstanceId) &&
        passes(command, invocation.status, input.Filters),
    );
    const size = pageSize(input.MaxResults, 1, 50);
    const { items, nextToken } = page(wanted, { maxResults: size, nextToken: input.NextToken });
    return {
      CommandInvocations: items.map(([command, invocation]) =>
        invocationShape(command, invocation, input.Details === true),
      ),
      NextToken: nextToken,
    };
  },

  GetCommandInvocation(input, context) {
    const command = findCommand(context, input.CommandId);
    const invocation = findInvocation(command, input.InstanceId);
    if (command === undefined || invocation === undefined) {
      throw new ServiceError(
        'InvocationDoesNotExist',
        'The command ID and managed node ID that you specified did not match any invocations.',
      );
    }
    if (input.PluginName !== undefined && input.PluginName !== PLUGIN_NAME) {
      throw new ServiceError('InvalidPluginName', `The plugin name ${input.PluginName} is not valid.`);
    }
    return invocationResult(command, invocation);
  },

  CancelCommand(input, context) {
    const command = existing(context, input.CommandId);
    const instanceIds = input.InstanceIds ?? [];
    const strange = instanceIds.filter((instanceId) => findInvocation(command, instanceId) === undefined);
    if (strange.length > 0)
      throw new ServiceError('InvalidInstanceId', `The command was not sent to ${strange.join(', ')}.`);
    cancel(context, command, instanceIds);
    return {};
  },
} satisfies Operations<Ssm, Context>;

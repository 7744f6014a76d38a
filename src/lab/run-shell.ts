// Shell lines on one machine through SSM Run Command: how drills reach inside an instance that has no public address.

import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { GetCommandInvocationCommand, SendCommandCommand } from '@aws-sdk/client-ssm';
import { LabError } from '../errors.js';
import { until } from './clock.js';
import type { Lab } from './lab.js';

/** SSM answers within seconds when the agent is reachable; when it is not, the command hangs (SSM-04), so somebody must give up. */
const PATIENCE_SECONDS = 120;
const LOOK_EVERY_MS = 1_000;

/** Runs the lines as root and waits for the end. Throws LabError when they fail, or when nobody answers. */
export async function runShell(lab: Lab, instanceId: string, lines: readonly string[]): Promise<string> {
  const { ssm } = lab.clients;
  const sent = await ssm.send(
    new SendCommandCommand({
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: [instanceId],
      Parameters: { commands: [...lines] },
    }),
  );
  const commandId = sent.Command?.CommandId ?? '';
  let status = 'Pending';
  let output = '';
  const ended = await until(
    lab.clock,
    async () => {
      const invocation = await ssm.send(
        new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId }),
      );
      status = invocation.StatusDetails ?? invocation.Status ?? status;
      output = `${invocation.StandardOutputContent ?? ''}${invocation.StandardErrorContent ?? ''}`;
      return !['Pending', 'InProgress', 'Delayed', 'In Progress'].includes(status);
    },
    { timeoutSeconds: PATIENCE_SECONDS, describe: `Run Command on ${instanceId}`, everyMs: LOOK_EVERY_MS },
  );
  if (!ended) throw unanswered(instanceId);
  if (status !== 'Success') throw failed(instanceId, lines, status, output);
  return output;
}

function unanswered(instanceId: string): LabError {
  return new LabError(
    'ENVIRONMENT',
    `Systems Manager cannot reach ${instanceId}: the command hangs and does not fail.`,
    {
      suggestions: [
        'The agent needs a way out (NAT gateway, routes, DNS): ha-lab status',
        'A machine younger than three minutes may not have registered yet: ha-lab sandbox advance 3m',
      ],
      exitCode: 5,
    },
  );
}

function failed(instanceId: string, lines: readonly string[], status: string, output: string): LabError {
  return new LabError(
    'ENVIRONMENT',
    `On ${instanceId} the command ended with ${status}: ${lines.join('; ')}\n${output}`,
    {
      suggestions: ['ha-lab status'],
      exitCode: 5,
    },
  );
}

/** Is the machine terminated, on its way there, or forgotten? */
export async function isGone(lab: Lab, instanceId: string): Promise<boolean> {
  const answer = await lab.clients.ec2.send(
    new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: [instanceId] }] }),
  );
  const machine = answer.Reservations?.[0]?.Instances?.[0];
  return machine === undefined || ['shutting-down', 'terminated'].includes(machine.State?.Name ?? '');
}

// Any operation of any service by its name, through the SDK's own command: for tests that go through tables of operations.

import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as servicequotas from '@aws-sdk/client-service-quotas';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import type { AwsClients } from '../../src/lab/clients.js';

export type SdkCall = (service: string, operation: string, input: object) => Promise<Readonly<Record<string, unknown>>>;

interface Client {
  send(command: object): Promise<Readonly<Record<string, unknown>>>;
}

const MODULES: Readonly<Record<string, object>> = {
  autoscaling,
  cloudwatch,
  ec2,
  elbv2,
  iam,
  logs,
  servicequotas,
  ssm,
  sts,
};

/** Calls by name; the answer comes without the SDK's own `$metadata`. */
export function sdkCall(clients: AwsClients): SdkCall {
  return async (service, operation, input) => {
    const commands = MODULES[service] as Readonly<Record<string, new (input: object) => object>>;
    const Command = commands[`${operation}Command`];
    if (Command === undefined) throw new Error(`the SDK's ${service} has no ${operation}`);
    const client = clients[service as keyof AwsClients] as unknown as Client;
    const { $metadata: _, ...answer } = await client.send(new Command(input));
    return answer;
  };
}

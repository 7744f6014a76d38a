// The SDK's own clients as the other end of the wire: one case per service and protocol a client can be told to speak.

import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as servicequotas from '@aws-sdk/client-service-quotas';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import type { HttpHandler } from '@smithy/core/protocols';
import type { Protocol, ServiceName } from '../../../src/sandbox/wire/index.js';

export interface WireClient {
  send(operation: string, input: object): Promise<Record<string, unknown>>;
}

export interface ClientCase {
  readonly name: string;
  readonly service: ServiceName;
  /** What arrives at the server. */
  readonly protocol: Protocol;
  /** Everything the SDK package exports, for its error classes. */
  readonly module: Readonly<Record<string, unknown>>;
  connect(to: Target): WireClient;
}

export type Target = { readonly requestHandler: HttpHandler } | { readonly endpoint: string };

interface RawClient {
  send(command: object): Promise<Record<string, unknown>>;
}
type Constructor = new (options: object) => object;

/** `retryMode` and attempts are cut down: a test wants to see the first answer. */
const common = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  maxAttempts: 1,
};

function clientCase(
  service: ServiceName,
  protocol: Protocol,
  module: object,
  clientName: string,
  extra: object = {},
): ClientCase {
  const exported = module as Readonly<Record<string, unknown>>;
  return {
    name: `${service} over ${protocol}`,
    service,
    protocol,
    module: exported,
    connect(to) {
      const endpoint = 'endpoint' in to ? to.endpoint : 'http://in-process.invalid';
      const client = new (exported[clientName] as Constructor)({ ...common, endpoint, ...to, ...extra }) as RawClient;
      return {
        send: (operation, input) => client.send(new (exported[`${operation}Command`] as Constructor)(input)),
      };
    },
  };
}

/** What an operation of the tables below cannot do without. */
export const NEEDED: Readonly<Record<string, object>> = { ListServiceQuotas: { ServiceCode: 'ec2' } };

export const clientCases: readonly ClientCase[] = [
  clientCase('ec2', 'ec2Query', ec2, 'EC2Client'),
  clientCase('elbv2', 'awsQuery', elbv2, 'ElasticLoadBalancingV2Client'),
  clientCase('autoscaling', 'awsQuery', autoscaling, 'AutoScalingClient'),
  clientCase('iam', 'awsQuery', iam, 'IAMClient'),
  clientCase('sts', 'awsQuery', sts, 'STSClient'),
  clientCase('ssm', 'awsJson1_1', ssm, 'SSMClient'),
  clientCase('servicequotas', 'awsJson1_1', servicequotas, 'ServiceQuotasClient'),
  clientCase('logs', 'awsJson1_1', logs, 'CloudWatchLogsClient'),
  clientCase('cloudwatch', 'awsJson1_0', cloudwatch, 'CloudWatchClient'),
  clientCase('cloudwatch', 'awsQuery', cloudwatch, 'CloudWatchClient', { protocol: AwsQueryProtocol }),
  // The SDK never finishes a compressed request of this protocol; without compression it does.
  clientCase('cloudwatch', 'rpcv2Cbor', cloudwatch, 'CloudWatchClient', {
    protocol: AwsSmithyRpcV2CborProtocol,
    disableRequestCompression: true,
  }),
];

export function caseOf(service: ServiceName, protocol?: Protocol): ClientCase {
  const found = clientCases.find(
    (entry) => entry.service === service && (protocol ?? entry.protocol) === entry.protocol,
  );
  if (found === undefined) throw new Error(`no client of ${service} over ${protocol}`);
  return found;
}

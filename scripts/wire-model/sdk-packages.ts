// The SDK packages the wire model is read from, and what their clients say about the service.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { QueryDialect, ServiceName } from '../../src/sandbox/wire/model-file.js';

interface PackageEntry {
  readonly name: string;
  readonly client: string;
  readonly signingName: string;
  readonly dialect: QueryDialect;
}

/** The signing names and dialects stand in no schema: they are those of the services' endpoints. */
const packages: Readonly<Record<ServiceName, PackageEntry>> = {
  ec2: { name: '@aws-sdk/client-ec2', client: 'EC2Client', signingName: 'ec2', dialect: 'ec2Query' },
  elbv2: {
    name: '@aws-sdk/client-elastic-load-balancing-v2',
    client: 'ElasticLoadBalancingV2Client',
    signingName: 'elasticloadbalancing',
    dialect: 'awsQuery',
  },
  autoscaling: {
    name: '@aws-sdk/client-auto-scaling',
    client: 'AutoScalingClient',
    signingName: 'autoscaling',
    dialect: 'awsQuery',
  },
  cloudwatch: {
    name: '@aws-sdk/client-cloudwatch',
    client: 'CloudWatchClient',
    signingName: 'monitoring',
    dialect: 'awsQuery',
  },
  iam: { name: '@aws-sdk/client-iam', client: 'IAMClient', signingName: 'iam', dialect: 'awsQuery' },
  sts: { name: '@aws-sdk/client-sts', client: 'STSClient', signingName: 'sts', dialect: 'awsQuery' },
  ssm: { name: '@aws-sdk/client-ssm', client: 'SSMClient', signingName: 'ssm', dialect: 'awsQuery' },
  // Neither ever spoke query: the dialect is only that of an answer to a form, which is a refusal.
  logs: {
    name: '@aws-sdk/client-cloudwatch-logs',
    client: 'CloudWatchLogsClient',
    signingName: 'logs',
    dialect: 'awsQuery',
  },
  servicequotas: {
    name: '@aws-sdk/client-service-quotas',
    client: 'ServiceQuotasClient',
    signingName: 'servicequotas',
    dialect: 'awsQuery',
  },
};

export interface ProtocolSettings {
  readonly defaultNamespace: string;
  /** Absent: the service never wrote XML. */
  readonly xmlNamespace?: string;
  readonly version: string;
  readonly serviceTarget: string;
  readonly awsQueryCompatible?: boolean;
}

export interface SdkPackage extends PackageEntry {
  readonly version: string;
  /** Everything the package exports, by name. */
  readonly exports: Readonly<Record<string, unknown>>;
  readonly declarationFolder: string;
  readonly serviceId: string;
  readonly settings: ProtocolSettings;
}

type ClientClass = new (options: object) => { config: { serviceId: string; protocolSettings: ProtocolSettings } };

/** @param root folder of the repository, whose `node_modules` holds the packages. */
export function readSdkPackage(root: string, service: ServiceName): SdkPackage {
  const require = createRequire(join(root, 'package.json'));
  const entry = packages[service];
  const exports = require(entry.name) as Record<string, unknown>;
  const folder = dirname(require.resolve(`${entry.name}/package.json`));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const client = new (exports[entry.client] as ClientClass)({
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  return {
    ...entry,
    version,
    exports,
    declarationFolder: join(folder, 'dist-types', 'models'),
    serviceId: client.config.serviceId,
    settings: client.config.protocolSettings,
  };
}

// The AWS SDK clients of one lab: made once, for one region and one account, against whatever answers.
// On the sandbox only a throttled call is tried again: it never reached the world. Anything else fails at once, because waiting mends
// nothing there and a second try would be a second input.

import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { type InProcessHandler, OWN_ACCESS_KEY_ID, type ShortRoad } from '../sandbox/index.js';
import { holderGone, isConnectionFailure } from './holder-gone.js';

export interface AwsClients {
  readonly autoscaling: AutoScalingClient;
  readonly cloudwatch: CloudWatchClient;
  readonly ec2: EC2Client;
  readonly elbv2: ElasticLoadBalancingV2Client;
  readonly iam: IAMClient;
  readonly logs: CloudWatchLogsClient;
  readonly servicequotas: ServiceQuotasClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

/** How to reach the sandbox: in process, in process without a byte of it encoded, or at an address. */
export type Reach =
  | { readonly kind: 'short'; readonly road: ShortRoad }
  | { readonly kind: 'in-process'; readonly requestHandler: InProcessHandler }
  | { readonly kind: 'endpoint'; readonly url: string };

/** Fixed and meaningless: the sandbox checks no signature, and a learner's real keys must not travel to it. */
const SANDBOX_CREDENTIALS = { accessKeyId: OWN_ACCESS_KEY_ID, secretAccessKey: 'not-a-secret' };

const ATTEMPTS = 30;
const PAUSE_MS = 10;

type RetryStrategy = Extract<NonNullable<EC2ClientConfig['retryStrategy']>, { acquireInitialRetryToken: unknown }>;

/** So many attempts that a handful of calls at once get through a throttle that admits one in six; the pauses are the host's. */
const whileThrottled: RetryStrategy = {
  acquireInitialRetryToken: async () => retryToken(0),
  refreshRetryTokenForRetry: async (token, { errorType, error }) => {
    const count = token.getRetryCount() + 1;
    if (errorType === 'THROTTLING' && count < ATTEMPTS) return retryToken(count);
    throw error;
  },
  recordSuccess: () => {},
};

const retryToken = (count: number) => ({
  getRetryCount: () => count,
  getRetryDelay: () => (count === 0 ? 0 : PAUSE_MS),
});

export function sandboxClients(region: string, reach: Reach): AwsClients {
  return reach.kind === 'short' ? shortClients(region, reach.road) : wireClients(region, reach);
}

type ByWire = Exclude<Reach, { readonly kind: 'short' }>;

function wireClients(region: string, reach: ByWire): AwsClients {
  const config = {
    region,
    credentials: SANDBOX_CREDENTIALS,
    retryStrategy: whileThrottled,
    ...(reach.kind === 'endpoint'
      ? { endpoint: reach.url }
      : { endpoint: 'http://sandbox.invalid', requestHandler: reach.requestHandler }),
  };
  const clients = clientsOf(config, true);
  if (reach.kind === 'endpoint')
    for (const { middlewareStack } of Object.values(clients)) sayWhoIsGone(middlewareStack);
  return clients;
}

/** Of calls that a limit refused, and of those that failed on the way. */
const ACCOUNT_ATTEMPTS: Readonly<Record<string, number>> = { THROTTLING: 10, TRANSIENT: 3 };
const FIRST_PAUSE_MS: Readonly<Record<string, number>> = { THROTTLING: 500, TRANSIENT: 100 };
const LONGEST_PAUSE_MS = 20_000;

/**
 * As the SDK's standard mode, twice as late each time and by chance, but for throttled calls ten times where that gives up after three: a look
 * must come through. Its adaptive mode would slow all further calls, too (one look took 66 s where two of three were refused); and ten
 * times for everything would repeat whatever a quick clock's endpoint refuses, because the SDK takes its answers for those of a wrong clock.
 */
const withinLimits: RetryStrategy = {
  acquireInitialRetryToken: async () => retryToken(0),
  refreshRetryTokenForRetry: async (token, { errorType, error }) => {
    const count = token.getRetryCount() + 1;
    if (count >= (ACCOUNT_ATTEMPTS[errorType] ?? 1)) throw error;
    const longest = Math.min(LONGEST_PAUSE_MS, (FIRST_PAUSE_MS[errorType] ?? 0) * 2 ** (count - 1));
    return { getRetryCount: () => count, getRetryDelay: () => Math.random() * longest };
  },
  recordSuccess: () => {},
};

/** Plain clients as any program has them: the standard chain of credentials. @param endpoint in place of AWS. */
export function accountClients(region: string, endpoint?: string): AwsClients {
  return clientsOf({ region, retryStrategy: withinLimits, ...(endpoint === undefined ? {} : { endpoint }) }, false);
}

interface ClientConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly retryStrategy?: RetryStrategy;
  readonly requestHandler?: InProcessHandler;
}

function clientsOf(config: ClientConfig, disableRequestCompression: boolean): AwsClients {
  return {
    autoscaling: new AutoScalingClient(config),
    cloudwatch: new CloudWatchClient({ ...config, disableRequestCompression }),
    ec2: new EC2Client(config),
    elbv2: new ElasticLoadBalancingV2Client(config),
    iam: new IAMClient(config),
    logs: new CloudWatchLogsClient(config),
    servicequotas: new ServiceQuotasClient(config),
    ssm: new SSMClient(config),
    sts: new STSClient(config),
  };
}

/** What every client's stack of middlewares has in common. */
interface Stack {
  add(middleware: (next: Step) => Step, options: { readonly step: 'initialize'; readonly priority: 'high' }): void;
}

type Step = (request: never) => Promise<never>;

/** Around everything the SDK does, because an answer may break off while it is being read. */
function sayWhoIsGone(stack: Stack): void {
  const around =
    (next: Step): Step =>
    async (request) => {
      try {
        return await next(request);
      } catch (error) {
        throw isConnectionFailure(error) ? holderGone(error) : error;
      }
    };
  stack.add(around, { step: 'initialize', priority: 'high' });
}

const NOWHERE: ByWire = { kind: 'endpoint', url: 'http://sandbox.invalid' };
const models = new Map<string, AwsClients>();

/** The SDK's own clients in all but `send`: commands go to the road as they are. A fork costs a world, not nine clients. */
function shortClients(region: string, road: ShortRoad): AwsClients {
  const model = models.get(region) ?? wireClients(region, NOWHERE);
  models.set(region, model);
  const shortened = <Client extends object>(service: string, client: Client): Client =>
    Object.assign(Object.create(client) as Client, {
      send: async (command: { readonly input: unknown }) =>
        road(service, operationOf(command.constructor.name), command.input),
    });
  return {
    autoscaling: shortened('autoscaling', model.autoscaling),
    cloudwatch: shortened('cloudwatch', model.cloudwatch),
    ec2: shortened('ec2', model.ec2),
    elbv2: shortened('elbv2', model.elbv2),
    iam: shortened('iam', model.iam),
    logs: shortened('logs', model.logs),
    servicequotas: shortened('servicequotas', model.servicequotas),
    ssm: shortened('ssm', model.ssm),
    sts: shortened('sts', model.sts),
  };
}

/** Two services have a DescribeTagsCommand; the bundle numbers what has the name of another: DescribeTagsCommand2. */
const operationOf = (className: string): string => className.replace(/Command\d*$/, '');

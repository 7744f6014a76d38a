// The AWS SDK clients of one lab: made once, for one region and one account, against whatever answers.
// Retries stay off on the sandbox: it never fails for a reason that waiting would mend, and a retry would be a second input.

import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { type InProcessHandler, OWN_ACCESS_KEY_ID } from '../sandbox/index.js';

export interface AwsClients {
  readonly autoscaling: AutoScalingClient;
  readonly cloudwatch: CloudWatchClient;
  readonly ec2: EC2Client;
  readonly elbv2: ElasticLoadBalancingV2Client;
  readonly iam: IAMClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

/** How to reach the sandbox: in process, or at an address. */
export type Reach =
  | { readonly kind: 'in-process'; readonly requestHandler: InProcessHandler }
  | { readonly kind: 'endpoint'; readonly url: string };

/** Fixed and meaningless: the sandbox checks no signature, and a learner's real keys must not travel to it. */
const SANDBOX_CREDENTIALS = { accessKeyId: OWN_ACCESS_KEY_ID, secretAccessKey: 'not-a-secret' };

export function sandboxClients(region: string, reach: Reach): AwsClients {
  const config = {
    region,
    credentials: SANDBOX_CREDENTIALS,
    maxAttempts: 1,
    ...(reach.kind === 'endpoint'
      ? { endpoint: reach.url }
      : { endpoint: 'http://sandbox.invalid', requestHandler: reach.requestHandler }),
  };
  return {
    autoscaling: new AutoScalingClient(config),
    cloudwatch: new CloudWatchClient({ ...config, disableRequestCompression: true }),
    ec2: new EC2Client(config),
    elbv2: new ElasticLoadBalancingV2Client(config),
    iam: new IAMClient(config),
    ssm: new SSMClient(config),
    sts: new STSClient(config),
  };
}

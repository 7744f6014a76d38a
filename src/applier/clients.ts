// What the applier is given: SDK clients and a clock. It cannot tell a sandbox from an AWS account.

import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';

/** One region, one account. */
export interface AwsClients {
  readonly ec2: EC2Client;
  readonly elbv2: ElasticLoadBalancingV2Client;
  readonly autoscaling: AutoScalingClient;
  readonly cloudwatch: CloudWatchClient;
  readonly iam: IAMClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

export interface WaitOptions {
  readonly timeoutSeconds: number;
  /** What is waited for, for the learner: "NAT gateway nat-0a1 to become available". */
  readonly describe: string;
}

/** The time in which waits pass: virtual in the sandbox, the wall's elsewhere. A lab's clock is one. */
export interface ApplyClock {
  /** Epoch milliseconds. */
  now(): Promise<number>;
  /** Lets this much time pass and answers the new instant; rejects when the learner interrupts. */
  pass(ms: number): Promise<number>;
}

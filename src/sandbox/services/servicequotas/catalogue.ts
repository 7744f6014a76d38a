// The quotas that are known here, as AWS names and numbers them, each with what AWS gives a new account.

export interface Quota {
  readonly service: string;
  readonly serviceName: string;
  readonly code: string;
  readonly name: string;
  readonly usual: number;
}

const EC2 = { service: 'ec2', serviceName: 'Amazon Elastic Compute Cloud (Amazon EC2)' } as const;
const VPC = { service: 'vpc', serviceName: 'Amazon Virtual Private Cloud (Amazon VPC)' } as const;
const ELB = { service: 'elasticloadbalancing', serviceName: 'Elastic Load Balancing (ELB)' } as const;
const SCALING = { service: 'autoscaling', serviceName: 'Amazon EC2 Auto Scaling' } as const;

export const QUOTAS: readonly Quota[] = [
  { ...EC2, code: 'L-0263D0A3', name: 'EC2-VPC Elastic IPs', usual: 5 },
  {
    ...EC2,
    code: 'L-1216C47A',
    name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
    usual: 5,
  },
  { ...VPC, code: 'L-F678F1CE', name: 'VPCs per Region', usual: 5 },
  { ...VPC, code: 'L-FE5A380F', name: 'NAT gateways per Availability Zone', usual: 5 },
  { ...ELB, code: 'L-53DA6B97', name: 'Application Load Balancers per Region', usual: 50 },
  { ...SCALING, code: 'L-CDE20ADC', name: 'Auto Scaling groups per region', usual: 500 },
];

// The ARNs of load balancers and what hangs on them, and what is cut out of them: the names in metrics and descriptions. Pure text.

interface Owner {
  readonly region: string;
  readonly id: string;
}

const prefix = ({ region, id }: Owner): string => `arn:aws:elasticloadbalancing:${region}:${id}`;

export const loadBalancerArn = (account: Owner, name: string, suffix: string): string =>
  `${prefix(account)}:loadbalancer/app/${name}/${suffix}`;

export const targetGroupArn = (account: Owner, name: string, suffix: string): string =>
  `${prefix(account)}:targetgroup/${name}/${suffix}`;

export const listenerArn = (ofLoadBalancer: string, suffix: string): string =>
  `${ofLoadBalancer.replace(':loadbalancer/', ':listener/')}/${suffix}`;

export const ruleArn = (ofListener: string, suffix: string): string =>
  `${ofListener.replace(':listener/', ':listener-rule/')}/${suffix}`;

/** `app/<name>/<id>`: the value of the metric dimension `LoadBalancer`. */
export function loadBalancerDimension(arn: string): string {
  return arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
}

/** `targetgroup/<name>/<id>`: the value of the metric dimension `TargetGroup`. */
export function targetGroupDimension(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

/** How the network interfaces of a load balancer are described; Terraform looks for it after a delete. */
export function interfaceDescription(arn: string): string {
  return `ELB ${loadBalancerDimension(arn)}`;
}

/** The hosted zone that ELB keeps for its DNS names in each region. */
const HOSTED_ZONES: Readonly<Record<string, string>> = {
  'us-east-1': 'Z35SXDOTRQ7X7K',
  'us-east-2': 'Z3AADJGX6KTTL2',
  'us-west-1': 'Z368ELLRRE2KJ0',
  'us-west-2': 'Z1H1FL5HABSF5',
  'ca-central-1': 'ZQSVJUPU6J1EY',
  'eu-central-1': 'Z215JYRZR1TBD5',
  'eu-west-1': 'Z32O12XQLNTSW2',
  'eu-west-2': 'ZHURV8PSTC4K8',
  'eu-west-3': 'Z3Q77PNBQS71R4',
  'eu-north-1': 'Z23TAZ6LKFMNIO',
  'ap-northeast-1': 'Z14GRHDCWA56QT',
  'ap-southeast-1': 'Z1LMS91P8CMLE5',
  'ap-southeast-2': 'Z1GM3OXH4ZPM65',
  'ap-south-1': 'ZP97RAFLXTNZK',
  'sa-east-1': 'Z2P70J7HTTTPLU',
};

export function hostedZoneId(region: string): string | undefined {
  return HOSTED_ZONES[region];
}

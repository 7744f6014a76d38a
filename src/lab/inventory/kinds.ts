// Every kind of thing that a project makes or leaves behind, in the order in which they can be removed, each with the AWS CLI's command.

export interface Found {
  readonly kind: Kind;
  readonly id: string;
  /** It carries the project's tag; false: it lies in the project's VPC, or has its name, and nobody knows whose it is. */
  readonly tagged: boolean;
  /** AWS is removing it already. */
  readonly going?: true;
  /** Of an instance: `t3.micro`. */
  readonly type?: string;
  /** Of a load balancer: public IPv4 addresses of its nodes, which nobody lists and AWS charges for. */
  readonly addresses?: number;
  /** Of a log group: what is kept in it. */
  readonly bytes?: number;
}

/** The kind in AWS's own word, as DescribeTags says it where EC2 has one. */
export type Kind = keyof typeof COMMANDS;

const ec2 =
  (words: string) =>
  (id: string): string =>
    `aws ec2 ${words} ${id}`;

/** From what needs others to what others need. */
const COMMANDS = {
  'auto-scaling-group': (id: string) =>
    `aws autoscaling delete-auto-scaling-group --auto-scaling-group-name ${id} --force-delete`,
  alarm: (id: string) => `aws cloudwatch delete-alarms --alarm-names ${id}`,
  'load-balancer': (id: string) => `aws elbv2 delete-load-balancer --load-balancer-arn ${id}`,
  instance: ec2('terminate-instances --instance-ids'),
  'target-group': (id: string) => `aws elbv2 delete-target-group --target-group-arn ${id}`,
  'launch-template': ec2('delete-launch-template --launch-template-id'),
  natgateway: ec2('delete-nat-gateway --nat-gateway-id'),
  'elastic-ip': ec2('release-address --allocation-id'),
  'network-interface': ec2('delete-network-interface --network-interface-id'),
  volume: ec2('delete-volume --volume-id'),
  'internet-gateway': ec2('delete-internet-gateway --internet-gateway-id'),
  subnet: ec2('delete-subnet --subnet-id'),
  'route-table': ec2('delete-route-table --route-table-id'),
  'network-acl': ec2('delete-network-acl --network-acl-id'),
  'security-group': ec2('delete-security-group --group-id'),
  vpc: ec2('delete-vpc --vpc-id'),
  'instance-profile': (id: string) => `aws iam delete-instance-profile --instance-profile-name ${id}`,
  'iam-role': (id: string) => `aws iam delete-role --role-name ${id}`,
  'log-group': (id: string) => `aws logs delete-log-group --log-group-name ${id}`,
} as const;

export const KINDS = Object.keys(COMMANDS) as readonly Kind[];

export const isKind = (word: string): word is Kind => Object.hasOwn(COMMANDS, word);

export const commandFor = ({ kind, id }: Found): string => COMMANDS[kind](id);

// The front door: an application load balancer is the only thing that can be reached from outside,
// and the only thing that may speak to the instances. Its target group decides who is healthy.
import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import type { ITerraformDependable, TerraformStack } from 'cdktf';
import config from '../ha-lab.json';
import type { Network } from './network';

const EVERYWHERE = '0.0.0.0/0';
/** The port of the machines. The container behind it listens on app.containerPort. */
const INSTANCE_PORT = 80;

export interface FrontDoor {
  readonly loadBalancer: Lb;
  readonly targetGroup: LbTargetGroup;
  readonly instanceSecurityGroup: SecurityGroup;
  /** What must stand before a machine can install software and take traffic. */
  readonly ready: readonly ITerraformDependable[];
}

export function createLoadBalancer(stack: TerraformStack, network: Network): FrontDoor {
  const albSecurityGroup = new SecurityGroup(stack, 'alb_security_group', {
    name: `${config.name}-alb`,
    description: 'Load balancer: HTTP from everywhere, onwards to the instances only',
    vpcId: network.vpc.id,
    tags: { Name: `${config.name}-alb` },
  });
  const instanceSecurityGroup = new SecurityGroup(stack, 'instance_security_group', {
    name: `${config.name}-instance`,
    description: 'Instances: HTTP from the load balancer only',
    vpcId: network.vpc.id,
    tags: { Name: `${config.name}-instance` },
  });
  const rules = connect(stack, albSecurityGroup, instanceSecurityGroup);

  const loadBalancer = new Lb(stack, 'load_balancer', {
    name: `${config.name}-alb`,
    loadBalancerType: 'application',
    internal: false,
    securityGroups: [albSecurityGroup.id],
    subnets: network.publicSubnets.map((subnet) => subnet.id),
    idleTimeout: config.loadBalancer.idleTimeoutSeconds,
    tags: { Name: `${config.name}-alb` },
    dependsOn: [...network.wayIn],
  });
  const targetGroup = createTargetGroup(stack, network);
  const listener = new LbListener(stack, 'listener', {
    loadBalancerArn: loadBalancer.arn,
    port: config.loadBalancer.port,
    protocol: 'HTTP',
    defaultAction: [{ type: 'forward', targetGroupArn: targetGroup.arn }],
  });
  return { loadBalancer, targetGroup, instanceSecurityGroup, ready: [listener, ...rules] };
}

/** Internet → load balancer → instance. The rules name each other's group, not addresses: machines come and go. */
function connect(stack: TerraformStack, alb: SecurityGroup, instance: SecurityGroup): ITerraformDependable[] {
  const fromWorld = new VpcSecurityGroupIngressRule(stack, 'alb_from_world', {
    securityGroupId: alb.id,
    description: 'HTTP from everywhere',
    cidrIpv4: EVERYWHERE,
    ipProtocol: 'tcp',
    fromPort: config.loadBalancer.port,
    toPort: config.loadBalancer.port,
  });
  const toInstances = new VpcSecurityGroupEgressRule(stack, 'alb_to_instances', {
    securityGroupId: alb.id,
    description: 'Requests and health checks to the instances',
    referencedSecurityGroupId: instance.id,
    ipProtocol: 'tcp',
    fromPort: INSTANCE_PORT,
    toPort: INSTANCE_PORT,
  });
  const fromAlb = new VpcSecurityGroupIngressRule(stack, 'instance_from_alb', {
    securityGroupId: instance.id,
    description: 'HTTP from the load balancer only',
    referencedSecurityGroupId: alb.id,
    ipProtocol: 'tcp',
    fromPort: INSTANCE_PORT,
    toPort: INSTANCE_PORT,
  });
  const toWorld = new VpcSecurityGroupEgressRule(stack, 'instance_to_world', {
    securityGroupId: instance.id,
    description: 'Packages, images and the AWS APIs',
    cidrIpv4: EVERYWHERE,
    ipProtocol: '-1',
  });
  return [fromWorld, toInstances, fromAlb, toWorld];
}

/** Every number of the health check is written down: the defaults differ between the API and its guide. */
function createTargetGroup(stack: TerraformStack, network: Network): LbTargetGroup {
  const { targetGroup } = config;
  return new LbTargetGroup(stack, 'target_group', {
    name: `${config.name}-tg`,
    vpcId: network.vpc.id,
    targetType: 'instance',
    port: INSTANCE_PORT,
    protocol: 'HTTP',
    // How long a leaving machine may finish what it has begun.
    deregistrationDelay: String(targetGroup.deregistrationDelaySeconds),
    healthCheck: {
      enabled: true,
      protocol: 'HTTP',
      port: 'traffic-port',
      path: targetGroup.healthCheckPath,
      matcher: targetGroup.matcher,
      interval: targetGroup.healthCheckIntervalSeconds,
      timeout: targetGroup.healthCheckTimeoutSeconds,
      healthyThreshold: targetGroup.healthyThresholdCount,
      unhealthyThreshold: targetGroup.unhealthyThresholdCount,
    },
    tags: { Name: `${config.name}-tg` },
  });
}

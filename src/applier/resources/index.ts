// Every Terraform type the applier knows, as one table. Whatever is not here is refused by name.

import type { Catalogue, DataSource, ResourceType } from '../resource-type.js';
import { awsAutoscalingGroup } from './aws-autoscaling-group.js';
import { awsAutoscalingPolicy } from './aws-autoscaling-policy.js';
import { awsCloudwatchMetricAlarm } from './aws-cloudwatch-metric-alarm.js';
import { awsEip } from './aws-eip.js';
import { awsIamInstanceProfile } from './aws-iam-instance-profile.js';
import { awsIamRole } from './aws-iam-role.js';
import { awsIamRolePolicyAttachment } from './aws-iam-role-policy-attachment.js';
import { awsInternetGateway } from './aws-internet-gateway.js';
import { awsLaunchTemplate } from './aws-launch-template.js';
import { awsLb } from './aws-lb.js';
import { awsLbListener } from './aws-lb-listener.js';
import { awsLbTargetGroup } from './aws-lb-target-group.js';
import { awsNatGateway } from './aws-nat-gateway.js';
import { awsRoute } from './aws-route.js';
import { awsRouteTable } from './aws-route-table.js';
import { awsRouteTableAssociation } from './aws-route-table-association.js';
import { awsSecurityGroup } from './aws-security-group.js';
import { awsVpcSecurityGroupEgressRule, awsVpcSecurityGroupIngressRule } from './aws-security-group-rule.js';
import { awsSubnet } from './aws-subnet.js';
import { awsVpc } from './aws-vpc.js';
import { dataAwsAvailabilityZones, dataAwsCallerIdentity, dataAwsRegion, dataAwsSsmParameter } from './data-sources.js';

const RESOURCES: readonly ResourceType[] = [
  awsVpc,
  awsSubnet,
  awsInternetGateway,
  awsEip,
  awsNatGateway,
  awsRouteTable,
  awsRoute,
  awsRouteTableAssociation,
  awsSecurityGroup,
  awsVpcSecurityGroupIngressRule,
  awsVpcSecurityGroupEgressRule,
  awsLb,
  awsLbTargetGroup,
  awsLbListener,
  awsIamRole,
  awsIamRolePolicyAttachment,
  awsIamInstanceProfile,
  awsLaunchTemplate,
  awsAutoscalingGroup,
  awsAutoscalingPolicy,
  awsCloudwatchMetricAlarm,
];

const DATA_SOURCES: readonly DataSource[] = [
  dataAwsSsmParameter,
  dataAwsAvailabilityZones,
  dataAwsCallerIdentity,
  dataAwsRegion,
];

export const CATALOGUE: Catalogue = {
  resources: Object.fromEntries(RESOURCES.map((type) => [type.type, type])),
  dataSources: Object.fromEntries(DATA_SOURCES.map((source) => [source.type, source])),
};

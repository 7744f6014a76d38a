// What can be read and changed of an instance while it lives: attributes, monitoring, metadata options, credits.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { onlyModelled } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { allExisting, existing, invalidValue } from '../errors.js';
import { setInterfaceGroups } from '../interfaces.js';
import type { Instance } from '../model/instance.js';
import { findInstanceType } from '../model/instance-types.js';
import { checkGroupQuota } from '../quotas.js';
import { creditModeFrom } from '../rules/launch-settings.js';
import { ROOT_DEVICE_NAME } from '../volumes.js';
import type { Ec2Operations, Input } from './api.js';
import { selectFrom } from './common.js';
import { groupIdentifiers } from './network-interface.js';
import { deviceMappings } from './volume.js';

export const instanceAttributeOperations = {
  DescribeInstanceAttribute(input, context) {
    const instance = existing('instance', context.world.ec2.instances, input.InstanceId);
    return { InstanceId: instance.instanceId, ...attribute(context, instance, input.Attribute) };
  },

  ModifyInstanceAttribute(input, context) {
    onlyModelled('ModifyInstanceAttribute', input, [
      'DisableApiStop',
      'DisableApiTermination',
      'Groups',
      'InstanceId',
      'InstanceInitiatedShutdownBehavior',
      'InstanceType',
    ]);
    const instance = existing('instance', context.world.ec2.instances, input.InstanceId);
    if (input.InstanceType?.Value !== undefined) changeType(instance, input.InstanceType.Value);
    if (input.DisableApiStop?.Value !== undefined) instance.disableApiStop = input.DisableApiStop.Value;
    if (input.DisableApiTermination?.Value !== undefined) {
      instance.disableApiTermination = input.DisableApiTermination.Value;
    }
    const behaviour = input.InstanceInitiatedShutdownBehavior?.Value;
    if (behaviour === 'stop' || behaviour === 'terminate') instance.shutdownBehavior = behaviour;
    if (input.Groups !== undefined && input.Groups.length > 0) changeGroups(context, instance, input.Groups);
  },

  MonitorInstances(input, context) {
    onlyModelled('MonitorInstances', input, ['InstanceIds']);
    return { InstanceMonitorings: setMonitoring(context, input.InstanceIds, 'detailed') };
  },

  UnmonitorInstances(input, context) {
    onlyModelled('UnmonitorInstances', input, ['InstanceIds']);
    return { InstanceMonitorings: setMonitoring(context, input.InstanceIds, 'basic') };
  },

  ModifyInstanceMetadataOptions(input, context) {
    onlyModelled('ModifyInstanceMetadataOptions', input, [
      'HttpEndpoint',
      'HttpPutResponseHopLimit',
      'HttpTokens',
      'InstanceId',
      'InstanceMetadataTags',
    ]);
    const instance = existing('instance', context.world.ec2.instances, input.InstanceId);
    const hopLimit = input.HttpPutResponseHopLimit ?? instance.metadataOptions.httpPutResponseHopLimit;
    if (hopLimit !== instance.metadataOptions.httpPutResponseHopLimit) {
      throw new ServiceError(
        'UnsupportedOperation',
        'The sandbox does not model another hop limit for a machine that already runs; launch a new one.',
      );
    }
    instance.metadataOptions = {
      httpPutResponseHopLimit: hopLimit,
      httpTokens: input.HttpTokens ?? instance.metadataOptions.httpTokens,
      httpEndpoint: input.HttpEndpoint ?? instance.metadataOptions.httpEndpoint,
      instanceMetadataTags: input.InstanceMetadataTags ?? instance.metadataOptions.instanceMetadataTags,
    };
    const { httpTokens, httpEndpoint, instanceMetadataTags } = instance.metadataOptions;
    return {
      InstanceId: instance.instanceId,
      InstanceMetadataOptions: {
        State: 'applied',
        HttpTokens: httpTokens,
        HttpPutResponseHopLimit: hopLimit,
        HttpEndpoint: httpEndpoint,
        InstanceMetadataTags: instanceMetadataTags,
      },
    };
  },

  DescribeInstanceCreditSpecifications(input, context) {
    const named = allExisting('instance', context.world.ec2.instances, input.InstanceIds);
    const burstable = named.filter(({ instanceType }) => findInstanceType(instanceType)?.burstable === true);
    const { items, nextToken } = selectFrom(burstable, input, { 'instance-id': ({ instanceId }) => instanceId });
    return {
      InstanceCreditSpecifications: items.map(({ instanceId, creditMode }) => ({
        InstanceId: instanceId,
        CpuCredits: creditMode,
      })),
      NextToken: nextToken,
    };
  },

  ModifyInstanceCreditSpecification(input, context) {
    const successful: { InstanceId: string }[] = [];
    const unsuccessful: { InstanceId: string; Error: { Code: CreditRefusal; Message: string } }[] = [];
    for (const { InstanceId: id = '', CpuCredits: text } of input.InstanceCreditSpecifications) {
      const refusal = changeCredits(context, id, creditModeFrom(text));
      if (refusal === undefined) successful.push({ InstanceId: id });
      else unsuccessful.push({ InstanceId: id, Error: refusal });
    }
    return {
      SuccessfulInstanceCreditSpecifications: successful,
      UnsuccessfulInstanceCreditSpecifications: unsuccessful,
    };
  },
} satisfies Ec2Operations;

type CreditRefusal =
  | 'InvalidInstanceID.Malformed'
  | 'InvalidInstanceID.NotFound'
  | 'IncorrectInstanceState'
  | 'InstanceCreditSpecification.NotSupported';

/** One instance that cannot be changed keeps no other from it; undefined: changed (EC2-06). */
function changeCredits(
  context: Context,
  id: string,
  mode: Instance['creditMode'] | undefined,
): { readonly Code: CreditRefusal; readonly Message: string } | undefined {
  if (!/^i-[0-9a-f]{8,17}$/.test(id)) return { Code: 'InvalidInstanceID.Malformed', Message: `Invalid id: "${id}"` };
  const instance = own(context.world.ec2.instances, id);
  if (instance === undefined) {
    return { Code: 'InvalidInstanceID.NotFound', Message: `The instance ID '${id}' does not exist` };
  }
  if (instance.state !== 'running' && instance.state !== 'stopped') {
    return { Code: 'IncorrectInstanceState', Message: `The instance '${id}' is not in a state for it.` };
  }
  if (findInstanceType(instance.instanceType)?.burstable !== true) {
    const Message = `The instance type ${instance.instanceType} has no CPU credits.`;
    return { Code: 'InstanceCreditSpecification.NotSupported', Message };
  }
  instance.creditMode = mode ?? instance.creditMode;
  context.perform({ kind: 'credit-mode', instanceId: id, mode: instance.creditMode });
  return undefined;
}

function attribute(context: Context, instance: Instance, name: Input<'DescribeInstanceAttribute'>['Attribute']) {
  switch (name) {
    case 'instanceType':
      return { InstanceType: { Value: instance.instanceType } };
    case 'userData':
      return { UserData: instance.userData === undefined ? {} : { Value: instance.userData } };
    case 'disableApiTermination':
      return { DisableApiTermination: { Value: instance.disableApiTermination } };
    case 'disableApiStop':
      return { DisableApiStop: { Value: instance.disableApiStop } };
    case 'instanceInitiatedShutdownBehavior':
      return { InstanceInitiatedShutdownBehavior: { Value: instance.shutdownBehavior } };
    case 'rootDeviceName':
      return { RootDeviceName: { Value: ROOT_DEVICE_NAME } };
    case 'blockDeviceMapping':
      return { BlockDeviceMappings: deviceMappings(context, instance.instanceId) };
    case 'groupSet':
      return { Groups: groupIdentifiers(context, instance.securityGroupIds) };
    case 'ebsOptimized':
      return { EbsOptimized: { Value: instance.ebsOptimized } };
    case 'sourceDestCheck':
      return { SourceDestCheck: { Value: true } };
    case 'enaSupport':
      return { EnaSupport: { Value: true } };
    case 'enclaveOptions':
      return { EnclaveOptions: { Enabled: false } };
    case 'productCodes':
      return { ProductCodes: [] };
    case 'kernel':
    case 'ramdisk':
    case 'sriovNetSupport':
      throw invalidValue(`Attribute '${name}' cannot be described for ${instance.instanceId}.`);
  }
}

function changeType(instance: Instance, wanted: string): void {
  if (instance.state !== 'stopped') {
    throw new ServiceError(
      'IncorrectInstanceState',
      `The instance '${instance.instanceId}' is not in the 'stopped' state.`,
    );
  }
  throw new ServiceError(
    'UnsupportedOperation',
    `The sandbox does not model another type (${wanted}) for a machine that was already made; launch a new one.`,
  );
}

function changeGroups(context: Context, instance: Instance, groupIds: readonly string[]): void {
  checkGroupQuota(groupIds);
  for (const id of groupIds) {
    if (existing('securityGroup', context.world.ec2.securityGroups, id).vpcId === instance.vpcId) continue;
    throw new ServiceError(
      'InvalidParameter',
      `Security group ${id} and instance ${instance.instanceId} belong to different networks.`,
    );
  }
  instance.securityGroupIds = groupIds;
  setInterfaceGroups(context, instance.networkInterfaceId, groupIds);
}

/** CW-01: from the next minute on. */
function setMonitoring(context: Context, instanceIds: readonly string[], monitoring: Instance['monitoring']) {
  const instances = instanceIds.map((id) => existing('instance', context.world.ec2.instances, id));
  return instances.map((instance) => {
    instance.monitoring = monitoring;
    return {
      InstanceId: instance.instanceId,
      Monitoring: { State: monitoring === 'detailed' ? ('pending' as const) : ('disabling' as const) },
    };
  });
}

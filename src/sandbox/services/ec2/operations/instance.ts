// Instances: run, describe, stop, start, reboot, terminate.

import { assert } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { FilterTable } from '../../shared/filters.js';
import { onlyModelled } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { checkTags } from '../../shared/tags.js';
import { existing, invalidValue } from '../errors.js';
import { remember, remembered } from '../idempotency.js';
import { launchInstances } from '../launch.js';
import { rebootInstance, startInstance, stopInstance, terminateInstances } from '../lifecycle.js';
import type { Instance } from '../model/instance.js';
import { checkTemplateData, type LaunchSettings, mergeSettings, settingsFrom } from '../rules/launch-settings.js';
import type { Ec2Operations, Input } from './api.js';
import { select } from './common.js';
import { reservations, stateView } from './instance-view.js';
import { associationView, privateDnsName } from './network-interface.js';

function filters(context: Context): FilterTable<Instance> {
  const { ec2, account } = context.world;
  const publicOf = (instance: Instance) => {
    const holder = own(ec2.networkInterfaces, instance.networkInterfaceId);
    return holder && associationView(context, holder);
  };
  return {
    architecture: ({ architecture }) => architecture,
    'availability-zone': ({ availabilityZone }) => availabilityZone,
    'client-token': ({ clientToken }) => clientToken,
    'dns-name': (instance) => publicOf(instance)?.PublicDnsName,
    'group-id': ({ securityGroupIds }) => securityGroupIds,
    'iam-instance-profile.arn': ({ instanceProfileArn }) => instanceProfileArn,
    'image-id': ({ imageId }) => imageId,
    'instance-id': ({ instanceId }) => instanceId,
    'instance-state-code': ({ state }) => stateView(state).Code,
    'instance-state-name': ({ state }) => state,
    'instance-type': ({ instanceType }) => instanceType,
    'instance.group-id': ({ securityGroupIds }) => securityGroupIds,
    'ip-address': (instance) => publicOf(instance)?.PublicIp,
    'key-name': ({ keyName }) => keyName,
    'launch-index': ({ launchIndex }) => launchIndex,
    'launch-time': ({ launchedAt }) => new Date(launchedAt).toISOString(),
    'monitoring-state': ({ monitoring }) => (monitoring === 'detailed' ? 'enabled' : 'disabled'),
    'network-interface.network-interface-id': ({ networkInterfaceId }) => networkInterfaceId,
    'network-interface.subnet-id': ({ subnetId }) => subnetId,
    'network-interface.vpc-id': ({ vpcId }) => vpcId,
    'owner-id': () => account.id,
    'private-dns-name': ({ privateIpAddress }) => privateDnsName(context, privateIpAddress),
    'private-ip-address': ({ privateIpAddress }) => privateIpAddress,
    'reservation-id': ({ reservationId }) => reservationId,
    'root-device-type': () => 'ebs',
    'state-reason-code': ({ stateReason }) => stateReason?.code,
    'subnet-id': ({ subnetId }) => subnetId,
    tenancy: () => 'default',
    'virtualization-type': () => 'hvm',
    'vpc-id': ({ vpcId }) => vpcId,
  };
}

export const instanceOperations = {
  RunInstances(input, context) {
    const before = (remembered(context, 'RunInstances', input) ?? []).flatMap(
      (id) => own(context.world.ec2.instances, id) ?? [],
    );
    if (before.length > 0) return answer(context, before);
    const launched = run(context, input);
    remember(
      context,
      'RunInstances',
      input,
      launched.map(({ instanceId }) => instanceId),
    );
    return answer(context, launched);
  },

  DescribeInstances(input, context) {
    const { instances } = context.world.ec2;
    const { items, nextToken } = select('instance', instances, input.InstanceIds, input, filters(context));
    return { Reservations: reservations(context, items), NextToken: nextToken };
  },

  StopInstances(input, context) {
    onlyModelled('StopInstances', input, ['Force', 'InstanceIds']);
    return { StoppingInstances: eachOf(context, input.InstanceIds, (instance) => stopInstance(context, instance)) };
  },

  StartInstances(input, context) {
    onlyModelled('StartInstances', input, ['InstanceIds']);
    return { StartingInstances: eachOf(context, input.InstanceIds, (instance) => startInstance(context, instance)) };
  },

  RebootInstances(input, context) {
    eachOf(context, input.InstanceIds, (instance) => rebootInstance(context, instance));
  },

  TerminateInstances(input, context) {
    onlyModelled('TerminateInstances', input, ['InstanceIds']);
    const instances = input.InstanceIds.map((id) => existing('instance', context.world.ec2.instances, id));
    const previous = instances.map(({ state }) => state);
    terminateInstances(context, input.InstanceIds, 'User initiated shutdown');
    return {
      TerminatingInstances: instances.map(({ instanceId, state }, index) => ({
        InstanceId: instanceId,
        PreviousState: stateView(previous[index] ?? state),
        CurrentState: stateView(state),
      })),
    };
  },
} satisfies Ec2Operations;

/** Does it to each, in order, and answers the state before and after. All ids must exist before the first is touched. */
function eachOf(context: Context, instanceIds: readonly string[], act: (instance: Instance) => void) {
  const instances = instanceIds.map((id) => existing('instance', context.world.ec2.instances, id));
  return instances.map((instance) => {
    const previous = instance.state;
    act(instance);
    return {
      InstanceId: instance.instanceId,
      PreviousState: stateView(previous),
      CurrentState: stateView(instance.state),
    };
  });
}

function answer(context: Context, instances: readonly Instance[]) {
  const [reservation] = reservations(context, instances);
  assert(reservation !== undefined, 'a launch without instances');
  return reservation;
}

function run(context: Context, input: Input<'RunInstances'>): readonly Instance[] {
  const { MinCount: minimum, MaxCount: maximum, LaunchTemplate: template, ClientToken: token } = input;
  if (minimum < 1 || maximum < minimum) {
    throw invalidValue(`Value (${minimum}) for parameter minCount is invalid: between 1 and maxCount (${maximum}).`);
  }
  const settings = settingsOf(input);
  if (maximum > 1 && settings.privateIpAddress !== undefined) {
    throw invalidValue('A private IP address can be given to one instance only.');
  }
  return launchInstances(context, {
    ...settings,
    ...(template === undefined
      ? {}
      : {
          launchTemplate: {
            launchTemplateId: template.LaunchTemplateId,
            launchTemplateName: template.LaunchTemplateName,
            version: template.Version,
          },
        }),
    count: maximum,
    minimumCount: minimum,
    ...(token === undefined ? {} : { clientToken: token }),
    reason: 'RunInstances',
  });
}

/** The parameters that launch templates have, too, and the few that only the call itself has. */
function settingsOf(input: Input<'RunInstances'>): LaunchSettings {
  const { MinCount, MaxCount, ClientToken, LaunchTemplate, ...rest } = input;
  const { SubnetId, PrivateIpAddress, ...shared } = rest;
  checkTemplateData('RunInstances', shared);
  for (const { Tags: members } of shared.TagSpecifications ?? []) checkTags(members);
  return mergeSettings(settingsFrom(shared), {
    ...(SubnetId === undefined ? {} : { subnetId: SubnetId }),
    ...(PrivateIpAddress === undefined ? {} : { privateIpAddress: PrivateIpAddress }),
  });
}

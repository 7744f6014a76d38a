// An instance as DescribeInstances and RunInstances show it.

import type { Context } from '../../../context.js';
import type { InstanceStateName } from '../../../events.js';
import { own } from '../../shared/records.js';
import { tagMembers } from '../../shared/tags.js';
import type { Instance } from '../model/instance.js';
import { findInstanceType } from '../model/instance-types.js';
import type { NetworkInterface } from '../model/network.js';
import { ROOT_DEVICE_NAME } from '../volumes.js';
import { associationView, groupIdentifiers, privateDnsName } from './network-interface.js';
import { deviceMappings } from './volume.js';

/** EC2-01. */
const STATE_CODES: Readonly<Record<InstanceStateName, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export function stateView(state: InstanceStateName) {
  return { Code: STATE_CODES[state], Name: state };
}

/** One reservation for each RunInstances call, with those of its instances that are shown. */
export function reservations(context: Context, instances: readonly Instance[]) {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const group = groups.get(instance.reservationId);
    if (group === undefined) groups.set(instance.reservationId, [instance]);
    else group.push(instance);
  }
  return [...groups].map(([ReservationId, members]) => ({
    ReservationId,
    OwnerId: context.world.account.id,
    Groups: [],
    Instances: members.map((instance) => instanceView(context, instance)),
  }));
}

export function instanceView(context: Context, instance: Instance) {
  const terminated = instance.state === 'terminated';
  const attached: Partial<ReturnType<typeof network>> = terminated
    ? { NetworkInterfaces: [], SecurityGroups: [] }
    : network(context, instance);
  // Assigned, not spread: V8 takes seventeen times as long to spread this many members into one literal.
  const view = Object.assign(identity(context, instance), attached, hardware(instance), settings(instance));
  return Object.assign(view, {
    BlockDeviceMappings: deviceMappings(context, instance.instanceId),
    Tags: tagMembers(instance.tags),
  });
}

function identity(context: Context, instance: Instance) {
  const profileId = instance.instanceProfileArn && context.lookup.instanceProfile(instance.instanceProfileArn)?.id;
  return {
    InstanceId: instance.instanceId,
    ImageId: instance.imageId,
    InstanceType: instance.instanceType as 't3.micro',
    AmiLaunchIndex: instance.launchIndex,
    ClientToken: instance.clientToken ?? '',
    LaunchTime: new Date(instance.launchedAt),
    State: stateView(instance.state),
    StateTransitionReason: instance.stateTransitionReason,
    StateReason: stateReason(instance),
    ...(instance.instanceProfileArn === undefined
      ? {}
      : { IamInstanceProfile: { Arn: instance.instanceProfileArn, Id: profileId } }),
    Monitoring: { State: instance.monitoring === 'detailed' ? ('enabled' as const) : ('disabled' as const) },
    Placement: { AvailabilityZone: instance.availabilityZone, GroupName: '', Tenancy: 'default' as const },
    ProductCodes: [],
  };
}

/** While an instance starts, EC2 says so here, too; a running one has no reason. */
function stateReason({ state, stateReason: reason }: Instance) {
  if (reason !== undefined) return { Code: reason.code, Message: reason.message };
  return state === 'pending' ? { Code: 'pending', Message: 'pending' } : undefined;
}

function hardware(instance: Instance) {
  const type = findInstanceType(instance.instanceType);
  const vCpus = type?.vCpus ?? 1;
  const threads = type?.architecture === 'x86_64' && vCpus > 1 ? 2 : 1;
  return {
    Architecture: instance.architecture,
    CpuOptions: { CoreCount: vCpus / threads, ThreadsPerCore: threads },
    EbsOptimized: instance.ebsOptimized,
    EnaSupport: true,
    Hypervisor: 'xen' as const,
    VirtualizationType: 'hvm' as const,
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    RootDeviceName: ROOT_DEVICE_NAME,
    RootDeviceType: 'ebs' as const,
    CurrentInstanceBootMode: type?.hypervisor === 'xen' ? ('legacy-bios' as const) : ('uefi' as const),
  };
}

function settings(instance: Instance) {
  const options = instance.metadataOptions;
  return {
    CapacityReservationSpecification: { CapacityReservationPreference: 'open' as const },
    EnclaveOptions: { Enabled: false },
    HibernationOptions: { Configured: false },
    MaintenanceOptions: { AutoRecovery: 'default' as const },
    MetadataOptions: {
      State: 'applied' as const,
      HttpTokens: options.httpTokens,
      HttpPutResponseHopLimit: options.httpPutResponseHopLimit,
      HttpEndpoint: options.httpEndpoint,
      HttpProtocolIpv6: 'disabled' as const,
      InstanceMetadataTags: options.instanceMetadataTags,
    },
    PrivateDnsNameOptions: {
      HostnameType: 'ip-name' as const,
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
  };
}

function network(context: Context, instance: Instance) {
  const holder = own(context.world.ec2.networkInterfaces, instance.networkInterfaceId);
  const association = holder && associationView(context, holder);
  const dnsName = privateDnsName(context, instance.privateIpAddress);
  return {
    VpcId: instance.vpcId,
    SubnetId: instance.subnetId,
    PrivateIpAddress: instance.privateIpAddress,
    PrivateDnsName: dnsName,
    PublicDnsName: association?.PublicDnsName ?? '',
    ...(association === undefined ? {} : { PublicIpAddress: association.PublicIp }),
    SourceDestCheck: holder?.sourceDestCheck ?? true,
    SecurityGroups: groupIdentifiers(context, instance.securityGroupIds),
    NetworkInterfaces: holder === undefined ? [] : [interfaceOf(context, instance, holder, dnsName)],
  };
}

function interfaceOf(context: Context, instance: Instance, holder: NetworkInterface, dnsName: string) {
  const association = associationView(context, holder);
  const shown = association && {
    PublicIp: association.PublicIp,
    PublicDnsName: association.PublicDnsName,
    IpOwnerId: association.IpOwnerId,
  };
  return {
    NetworkInterfaceId: holder.networkInterfaceId,
    SubnetId: holder.subnetId,
    VpcId: holder.vpcId,
    OwnerId: context.world.account.id,
    Description: holder.description,
    InterfaceType: holder.interfaceType,
    MacAddress: holder.macAddress,
    PrivateIpAddress: holder.privateIpAddress,
    PrivateDnsName: dnsName,
    PrivateIpAddresses: [
      { Primary: true, PrivateIpAddress: holder.privateIpAddress, PrivateDnsName: dnsName, Association: shown },
    ],
    Association: shown,
    SourceDestCheck: holder.sourceDestCheck,
    Status: 'in-use' as const,
    Ipv6Addresses: [],
    Groups: groupIdentifiers(context, instance.securityGroupIds),
    ...(holder.attachment === undefined
      ? {}
      : {
          Attachment: {
            AttachmentId: holder.attachment.attachmentId,
            AttachTime: new Date(holder.attachment.attachedAt),
            DeleteOnTermination: holder.attachment.deleteOnTermination,
            DeviceIndex: holder.attachment.deviceIndex,
            Status: 'attached' as const,
            NetworkCardIndex: 0,
          },
        }),
  };
}

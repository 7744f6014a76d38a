// An instance type as EC2 describes it: what the sandbox goes by, and beside it what AWS publishes of the hardware.

import { assert } from '../../../../errors.js';
import { type Hardware, hardwareOf } from '../model/hardware.js';
import type { InstanceType } from '../model/instance-types.js';

const BITS_PER_BYTE = 8;

export function instanceTypeView(type: InstanceType) {
  const hardware = hardwareOf(type);
  assert(hardware !== undefined, `${type.instanceType} has its row in the table of the hardware`);
  const { family, enclaves } = hardware;
  const nitro = type.hypervisor === 'nitro';
  return {
    /** Any name of the table is one of the SDK's hundreds. */
    InstanceType: type.instanceType as 't3.micro',
    AutoRecoverySupported: true,
    BareMetal: false,
    BurstablePerformanceSupported: type.burstable,
    CurrentGeneration: true,
    DedicatedHostsSupported: family.dedicatedHosts,
    EbsInfo: disksView(hardware, nitro),
    FreeTierEligible: type.freeTier,
    HibernationSupported: true,
    Hypervisor: type.hypervisor,
    InstanceStorageSupported: false,
    MemoryInfo: { SizeInMiB: type.memoryMiB },
    NetworkInfo: networkView(hardware, type, nitro),
    NitroEnclavesSupport: enclaves ? ('supported' as const) : ('unsupported' as const),
    NitroTpmSupport: nitro ? ('supported' as const) : ('unsupported' as const),
    ...(nitro ? { NitroTpmInfo: { SupportedVersions: ['2.0'] } } : {}),
    PhcSupport: 'unsupported' as const,
    PlacementGroupInfo: { SupportedStrategies: [...family.placement] },
    ProcessorInfo: {
      SupportedArchitectures: [type.architecture],
      SustainedClockSpeedInGhz: type.clockGhz,
      Manufacturer: type.processor,
    },
    SupportedBootModes: [...family.bootModes],
    SupportedRootDeviceTypes: ['ebs' as const],
    SupportedUsageClasses: ['on-demand' as const],
    SupportedVirtualizationTypes: ['hvm' as const],
    VCpuInfo: coresView(hardware, type),
  };
}

function coresView({ family, cores, validCores }: Hardware, { vCpus }: InstanceType) {
  const { threadsPerCore, coresCanBeChosen } = family;
  return {
    DefaultVCpus: vCpus,
    DefaultCores: cores,
    DefaultThreadsPerCore: threadsPerCore,
    ...(coresCanBeChosen
      ? { ValidCores: [...validCores], ValidThreadsPerCore: threadsPerCore === 1 ? [1] : [1, threadsPerCore] }
      : {}),
  };
}

function disksView({ disks }: Hardware, nitro: boolean) {
  const common = {
    EncryptionSupport: 'supported' as const,
    NvmeSupport: nitro ? ('required' as const) : ('unsupported' as const),
  };
  if (disks === undefined) return { ...common, EbsOptimizedSupport: 'unsupported' as const };
  const [baselineMbps, baselineIops, maximumMbps, maximumIops] = disks;
  return {
    ...common,
    EbsOptimizedSupport: 'default' as const,
    EbsOptimizedInfo: {
      BaselineBandwidthInMbps: baselineMbps,
      BaselineIops: baselineIops,
      BaselineThroughputInMBps: baselineMbps / BITS_PER_BYTE,
      MaximumBandwidthInMbps: maximumMbps,
      MaximumIops: maximumIops,
      MaximumThroughputInMBps: maximumMbps / BITS_PER_BYTE,
    },
  };
}

function networkView({ peakGbps, network }: Hardware, { networkPerformance }: InstanceType, nitro: boolean) {
  const [interfaces, addressesEach, baselineGbps] = network;
  return {
    DefaultNetworkCardIndex: 0,
    EfaSupported: false,
    EnaSrdSupported: false,
    EnaSupport: nitro ? ('required' as const) : ('unsupported' as const),
    EncryptionInTransitSupported: false,
    Ipv4AddressesPerInterface: addressesEach,
    Ipv6AddressesPerInterface: addressesEach,
    Ipv6Supported: true,
    MaximumNetworkCards: 1,
    MaximumNetworkInterfaces: interfaces,
    NetworkCards: [
      {
        BaselineBandwidthInGbps: baselineGbps,
        MaximumNetworkInterfaces: interfaces,
        NetworkCardIndex: 0,
        NetworkPerformance: networkPerformance,
        PeakBandwidthInGbps: peakGbps,
      },
    ],
    NetworkPerformance: networkPerformance,
  };
}

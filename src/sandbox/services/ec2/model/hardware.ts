// What AWS publishes of the hardware of each instance type (its own answers to DescribeInstanceTypes). Nothing in the sandbox depends
// on it, but a configuration may choose by it, and Terraform takes an answer without it for no answer at all.

import type { InstanceType } from './instance-types.js';

type PlacementStrategy = 'cluster' | 'partition' | 'spread';
type BootMode = 'legacy-bios' | 'uefi';

interface Family {
  readonly threadsPerCore: number;
  /** T2 cannot be told how many cores to use. */
  readonly coresCanBeChosen: boolean;
  readonly placement: readonly PlacementStrategy[];
  readonly bootModes: readonly BootMode[];
  readonly dedicatedHosts: boolean;
  /** Enclaves need this many vCPUs; absent: there are none. */
  readonly enclavesFromVCpus?: number;
  readonly peakGbps: number;
  /** Where the smallest may not go as fast as its family. */
  readonly nanoPeakGbps?: number;
}

const WITHOUT_CLUSTER = ['partition', 'spread'] as const;
const ANY_PLACEMENT = ['cluster', ...WITHOUT_CLUSTER] as const;
const INTEL = { threadsPerCore: 2, coresCanBeChosen: true, bootModes: ['legacy-bios', 'uefi'] } as const;
const GRAVITON = { threadsPerCore: 1, coresCanBeChosen: true, bootModes: ['uefi'] } as const;
const FIXED = { placement: ANY_PLACEMENT, dedicatedHosts: true, peakGbps: 10 } as const;

const FAMILIES: Readonly<Record<string, Family>> = {
  t3: { ...INTEL, placement: WITHOUT_CLUSTER, dedicatedHosts: true, peakGbps: 5 },
  t4g: { ...GRAVITON, placement: WITHOUT_CLUSTER, dedicatedHosts: false, peakGbps: 5 },
  t2: {
    threadsPerCore: 1,
    coresCanBeChosen: false,
    placement: WITHOUT_CLUSTER,
    bootModes: ['legacy-bios'],
    dedicatedHosts: false,
    peakGbps: 1.024,
    nanoPeakGbps: 0.512,
  },
  m5: { ...INTEL, ...FIXED, enclavesFromVCpus: 4 },
  m6g: { ...GRAVITON, ...FIXED, enclavesFromVCpus: 2 },
  c5: { ...INTEL, ...FIXED, enclavesFromVCpus: 4 },
};

type Network = readonly [interfaces: number, addressesEach: number, baselineGbps: number];
type Disks = readonly [baselineMbps: number, baselineIops: number, maximumMbps: number, maximumIops: number];

const BURSTABLE_NETWORK: Readonly<Record<string, Network>> = {
  nano: [2, 2, 0.032],
  micro: [2, 2, 0.064],
  small: [3, 4, 0.128],
  medium: [3, 6, 0.256],
  large: [3, 12, 0.512],
  xlarge: [4, 15, 1.024],
  '2xlarge': [4, 15, 2.048],
};

const FIXED_NETWORK: Readonly<Record<string, Network>> = {
  large: [3, 10, 0.75],
  xlarge: [4, 15, 1.25],
  '2xlarge': [4, 15, 2.5],
};

const NETWORKS: Readonly<Record<string, Readonly<Record<string, Network>>>> = {
  t3: BURSTABLE_NETWORK,
  t4g: BURSTABLE_NETWORK,
  t2: { ...BURSTABLE_NETWORK, xlarge: [3, 15, 0.75], '2xlarge': [3, 15, 1] },
  m5: FIXED_NETWORK,
  m6g: FIXED_NETWORK,
  c5: FIXED_NETWORK,
};

const BURSTABLE_DISKS: Readonly<Record<string, Disks>> = {
  nano: [43, 250, 2_085, 11_800],
  micro: [87, 500, 2_085, 11_800],
  small: [174, 1_000, 2_085, 11_800],
  medium: [347, 2_000, 2_085, 11_800],
  large: [695, 4_000, 2_780, 15_700],
  xlarge: [695, 4_000, 2_780, 15_700],
  '2xlarge': [695, 4_000, 2_780, 15_700],
};

/** T2 is missing: its disks have no lane of their own. */
const DISKS: Readonly<Record<string, Readonly<Record<string, Disks>>>> = {
  t3: BURSTABLE_DISKS,
  t4g: BURSTABLE_DISKS,
  m5: {
    large: [650, 3_600, 4_750, 18_750],
    xlarge: [1_150, 6_000, 4_750, 18_750],
    '2xlarge': [2_300, 12_000, 4_750, 18_750],
  },
  m6g: {
    large: [630, 3_600, 4_750, 20_000],
    xlarge: [1_188, 6_000, 4_750, 20_000],
    '2xlarge': [2_375, 12_000, 4_750, 20_000],
  },
  c5: {
    large: [650, 4_000, 4_750, 20_000],
    xlarge: [1_150, 6_000, 4_750, 20_000],
    '2xlarge': [2_300, 10_000, 4_750, 20_000],
  },
};

export interface Hardware {
  readonly family: Family;
  readonly cores: number;
  readonly validCores: readonly number[];
  readonly enclaves: boolean;
  readonly network: Network;
  readonly peakGbps: number;
  /** Absent: not optimised for EBS. */
  readonly disks: Disks | undefined;
}

/** Undefined for a type that the tables lack. */
export function hardwareOf({ instanceType, vCpus }: InstanceType): Hardware | undefined {
  const [familyName = '', size = ''] = instanceType.split('.');
  const family = FAMILIES[familyName];
  const network = NETWORKS[familyName]?.[size];
  if (family === undefined || network === undefined) return undefined;
  const cores = vCpus / family.threadsPerCore;
  return {
    family,
    cores,
    validCores: family.coresCanBeChosen ? validCores(cores, family.threadsPerCore) : [],
    enclaves: vCpus >= (family.enclavesFromVCpus ?? Number.POSITIVE_INFINITY),
    network,
    peakGbps: size === 'nano' ? (family.nanoPeakGbps ?? family.peakGbps) : family.peakGbps,
    disks: DISKS[familyName]?.[size],
  };
}

/** Of cores with two threads only even numbers may be chosen; of a single core, that one. */
function validCores(cores: number, threadsPerCore: number): readonly number[] {
  const upward = Array.from({ length: cores }, (_, index) => index + 1);
  return threadsPerCore === 1 || cores === 1 ? upward : upward.filter((count) => count % 2 === 0);
}

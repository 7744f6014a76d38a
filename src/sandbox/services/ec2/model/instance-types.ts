// The instance types that the sandbox offers, in every zone. A table; the first column of figures is what a learner compares.

export interface InstanceType {
  readonly instanceType: string;
  readonly vCpus: number;
  readonly memoryMiB: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly hypervisor: 'nitro' | 'xen';
  readonly burstable: boolean;
  readonly processor: string;
  readonly clockGhz: number;
  readonly networkPerformance: string;
  readonly freeTier: boolean;
}

type Size = readonly [size: string, vCpus: number, memoryMiB: number];

interface Family extends Omit<InstanceType, 'instanceType' | 'vCpus' | 'memoryMiB' | 'freeTier'> {
  readonly family: string;
  readonly freeTierSizes: readonly string[];
  /** Where a size is not as the others of its family are. */
  readonly bySize?: Readonly<Record<string, Partial<Pick<InstanceType, 'clockGhz' | 'networkPerformance'>>>>;
  readonly sizes: readonly Size[];
}

const INTEL = 'Intel';
const GRAVITON = 'AWS';

const BURSTABLE_SIZES: readonly Size[] = [
  ['nano', 2, 512],
  ['micro', 2, 1_024],
  ['small', 2, 2_048],
  ['medium', 2, 4_096],
  ['large', 2, 8_192],
  ['xlarge', 4, 16_384],
  ['2xlarge', 8, 32_768],
];

const T2_SIZES: readonly Size[] = [
  ['nano', 1, 512],
  ['micro', 1, 1_024],
  ['small', 1, 2_048],
  ['medium', 2, 4_096],
  ['large', 2, 8_192],
  ['xlarge', 4, 16_384],
  ['2xlarge', 8, 32_768],
];

const GENERAL_SIZES: readonly Size[] = [
  ['large', 2, 8_192],
  ['xlarge', 4, 16_384],
  ['2xlarge', 8, 32_768],
];

const COMPUTE_SIZES: readonly Size[] = [
  ['large', 2, 4_096],
  ['xlarge', 4, 8_192],
  ['2xlarge', 8, 16_384],
];

const FAMILIES: readonly Family[] = [
  {
    family: 't3',
    architecture: 'x86_64',
    hypervisor: 'nitro',
    burstable: true,
    processor: INTEL,
    clockGhz: 2.5,
    networkPerformance: 'Up to 5 Gigabit',
    freeTierSizes: ['micro', 'small'],
    sizes: BURSTABLE_SIZES,
  },
  {
    family: 't4g',
    architecture: 'arm64',
    hypervisor: 'nitro',
    burstable: true,
    processor: GRAVITON,
    clockGhz: 2.5,
    networkPerformance: 'Up to 5 Gigabit',
    freeTierSizes: ['micro', 'small'],
    sizes: BURSTABLE_SIZES,
  },
  {
    family: 't2',
    architecture: 'x86_64',
    hypervisor: 'xen',
    burstable: true,
    processor: INTEL,
    clockGhz: 2.3,
    networkPerformance: 'Low to Moderate',
    freeTierSizes: ['micro'],
    bySize: {
      nano: { clockGhz: 2.4 },
      micro: { clockGhz: 2.5 },
      small: { clockGhz: 2.5 },
      xlarge: { networkPerformance: 'Moderate' },
      '2xlarge': { networkPerformance: 'Moderate' },
    },
    sizes: T2_SIZES,
  },
  {
    family: 'm5',
    architecture: 'x86_64',
    hypervisor: 'nitro',
    burstable: false,
    processor: INTEL,
    clockGhz: 3.1,
    networkPerformance: 'Up to 10 Gigabit',
    freeTierSizes: [],
    sizes: GENERAL_SIZES,
  },
  {
    family: 'm6g',
    architecture: 'arm64',
    hypervisor: 'nitro',
    burstable: false,
    processor: GRAVITON,
    clockGhz: 2.5,
    networkPerformance: 'Up to 10 Gigabit',
    freeTierSizes: [],
    sizes: GENERAL_SIZES,
  },
  {
    family: 'c5',
    architecture: 'x86_64',
    hypervisor: 'nitro',
    burstable: false,
    processor: INTEL,
    clockGhz: 3.4,
    networkPerformance: 'Up to 10 Gigabit',
    freeTierSizes: [],
    sizes: COMPUTE_SIZES,
  },
];

export const INSTANCE_TYPES: readonly InstanceType[] = FAMILIES.flatMap(
  ({ family, sizes, freeTierSizes, bySize, ...common }) =>
    sizes.map(([size, vCpus, memoryMiB]) => ({
      ...common,
      ...bySize?.[size],
      instanceType: `${family}.${size}`,
      vCpus,
      memoryMiB,
      freeTier: freeTierSizes.includes(size),
    })),
);

export function findInstanceType(name: string): InstanceType | undefined {
  return INSTANCE_TYPES.find(({ instanceType }) => instanceType === name);
}

// The public Amazon Linux images that the sandbox knows, and the SSM parameters that point at them. A table, no behaviour.

export interface Image {
  readonly imageId: string;
  readonly name: string;
  readonly description: string;
  readonly architecture: 'x86_64' | 'arm64';
  /** ISO 8601, as DescribeImages answers it. */
  readonly creationDate: string;
  readonly deprecationTime: string;
  readonly snapshotId: string;
  readonly volumeSizeGiB: number;
  readonly volumeType: 'gp2' | 'gp3';
  readonly bootMode: 'uefi' | 'uefi-preferred' | 'legacy-bios';
  /** Absent: instance metadata v1 still answers (EC2-09). */
  readonly imdsSupport?: 'v2.0';
  /** Absent: Amazon's agent for Systems Manager is part of the image. */
  readonly withoutAgent?: true;
  /** Public parameters that resolve to this image. */
  readonly parameters: readonly string[];
}

/** Amazon's own account, `amazon` as an owner alias. */
export const AMAZON_OWNER_ID = '137112412989';

const PARAMETERS = '/aws/service/ami-amazon-linux-latest';

interface Edition {
  readonly imageId: string;
  readonly architecture: Image['architecture'];
  readonly creationDate: string;
}

interface Edition2023 extends Edition {
  readonly release: string;
  readonly deprecationTime: string;
  readonly kernel: '6.1' | '6.12';
  readonly minimal?: true;
  /** Names below `ami-amazon-linux-latest`, without the architecture. */
  readonly parameters: readonly string[];
}

/** A minimal image has no agent for Systems Manager, and a quarter of the disk. */
function amazonLinux2023({ parameters, kernel, release, minimal, ...edition }: Edition2023): Image {
  const { imageId, architecture } = edition;
  return {
    ...edition,
    name: `al2023-ami-${minimal === true ? 'minimal-' : ''}${release}-kernel-${kernel}-${architecture}`,
    description: `Amazon Linux 2023 AMI ${release} ${architecture} ${minimal === true ? 'Minimal ' : ''}HVM kernel-${kernel}`,
    snapshotId: imageId.replace('ami-', 'snap-'),
    volumeSizeGiB: minimal === true ? 2 : 8,
    volumeType: 'gp3',
    bootMode: architecture === 'arm64' ? 'uefi' : 'uefi-preferred',
    imdsSupport: 'v2.0',
    ...(minimal === true ? { withoutAgent: true as const } : {}),
    parameters: parameters.map((name) => `${PARAMETERS}/${name}-${architecture}`),
  };
}

interface Edition2 extends Edition {
  readonly kernel?: '5.10';
}

function amazonLinux2({ kernel, ...edition }: Edition2): Image {
  const { imageId, architecture } = edition;
  const release = '2.0.20251208.0';
  const stem = kernel === undefined ? 'amzn2-ami-hvm' : `amzn2-ami-kernel-${kernel}-hvm`;
  const title = architecture === 'arm64' ? 'Amazon Linux 2 LTS Arm64' : 'Amazon Linux 2';
  return {
    ...edition,
    name: `${stem}-${release}-${architecture}-gp2`,
    description: `${title}${kernel === undefined ? '' : ` Kernel ${kernel}`} AMI ${release} ${architecture} HVM gp2`,
    deprecationTime: '2026-06-30T00:00:00.000Z',
    snapshotId: imageId.replace('ami-', 'snap-'),
    volumeSizeGiB: 8,
    volumeType: 'gp2',
    bootMode: architecture === 'arm64' ? 'uefi' : 'legacy-bios',
    parameters: [`${PARAMETERS}/${stem}-${architecture}-gp2`],
  };
}

const LATEST = { release: '2023.9.20251208.0', deprecationTime: '2026-03-09T00:56:00.000Z' };
const BEFORE = { release: '2023.9.20251117.1', deprecationTime: '2026-02-16T01:15:00.000Z' };

/** The first is the one that most programs take. */
export const IMAGES: readonly Image[] = [
  amazonLinux2023({
    ...LATEST,
    imageId: 'ami-0a1b2c3d4e5f60718',
    architecture: 'x86_64',
    kernel: '6.1',
    creationDate: '2025-12-09T00:53:52.000Z',
    parameters: ['al2023-ami-kernel-default', 'al2023-ami-kernel-6.1'],
  }),
  amazonLinux2023({
    ...LATEST,
    imageId: 'ami-0a1b2c3d4e5f60719',
    architecture: 'arm64',
    kernel: '6.1',
    creationDate: '2025-12-09T00:53:49.000Z',
    parameters: ['al2023-ami-kernel-default', 'al2023-ami-kernel-6.1'],
  }),
  amazonLinux2023({
    ...BEFORE,
    imageId: 'ami-0b2c3d4e5f6071829',
    architecture: 'x86_64',
    kernel: '6.1',
    creationDate: '2025-11-18T01:12:20.000Z',
    parameters: [],
  }),
  amazonLinux2({
    imageId: 'ami-0c3d4e5f60718293a',
    architecture: 'x86_64',
    creationDate: '2025-12-09T22:10:41.000Z',
  }),
  amazonLinux2({
    imageId: 'ami-0c3d4e5f60718293b',
    architecture: 'arm64',
    creationDate: '2025-12-09T22:10:38.000Z',
  }),
  amazonLinux2023({
    ...LATEST,
    imageId: 'ami-0d4e5f60718293a41',
    architecture: 'x86_64',
    kernel: '6.12',
    creationDate: '2025-12-09T00:53:41.000Z',
    parameters: ['al2023-ami-kernel-6.12'],
  }),
  amazonLinux2023({
    ...LATEST,
    imageId: 'ami-0d4e5f60718293a42',
    architecture: 'arm64',
    kernel: '6.12',
    creationDate: '2025-12-09T00:53:38.000Z',
    parameters: ['al2023-ami-kernel-6.12'],
  }),
  amazonLinux2023({
    ...LATEST,
    imageId: 'ami-0e5f60718293a4b51',
    architecture: 'x86_64',
    kernel: '6.1',
    minimal: true,
    creationDate: '2025-12-09T00:53:35.000Z',
    parameters: ['al2023-ami-minimal-kernel-default', 'al2023-ami-minimal-kernel-6.1'],
  }),
  amazonLinux2023({
    ...LATEST,
    imageId: 'ami-0e5f60718293a4b52',
    architecture: 'arm64',
    kernel: '6.1',
    minimal: true,
    creationDate: '2025-12-09T00:53:33.000Z',
    parameters: ['al2023-ami-minimal-kernel-default', 'al2023-ami-minimal-kernel-6.1'],
  }),
  amazonLinux2023({
    ...LATEST,
    imageId: 'ami-0e5f60718293a4b53',
    architecture: 'x86_64',
    kernel: '6.12',
    minimal: true,
    creationDate: '2025-12-09T00:53:31.000Z',
    parameters: ['al2023-ami-minimal-kernel-6.12'],
  }),
  amazonLinux2023({
    ...LATEST,
    imageId: 'ami-0e5f60718293a4b54',
    architecture: 'arm64',
    kernel: '6.12',
    minimal: true,
    creationDate: '2025-12-09T00:53:29.000Z',
    parameters: ['al2023-ami-minimal-kernel-6.12'],
  }),
  amazonLinux2({
    imageId: 'ami-0f60718293a4b5c61',
    architecture: 'x86_64',
    kernel: '5.10',
    creationDate: '2025-12-09T22:10:33.000Z',
  }),
  amazonLinux2({
    imageId: 'ami-0f60718293a4b5c62',
    architecture: 'arm64',
    kernel: '5.10',
    creationDate: '2025-12-09T22:10:30.000Z',
  }),
];

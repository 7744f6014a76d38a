// The nouns of compute as the store keeps them: instances, volumes, launch templates. Plain data.

import type { LaunchTemplateVersion as ApiLaunchTemplateVersion } from '@aws-sdk/client-ec2';
import type { Instant } from '../../../../kernel/index.js';
import type { InstanceStateName } from '../../../events.js';
import type { Tags } from '../../shared/tags.js';

export type StatusCheck = 'initializing' | 'ok' | 'impaired' | 'insufficient-data' | 'not-applicable';

export interface MetadataOptions {
  readonly httpTokens: 'optional' | 'required';
  readonly httpPutResponseHopLimit: number;
  readonly httpEndpoint: 'enabled' | 'disabled';
  readonly instanceMetadataTags: 'enabled' | 'disabled';
}

export interface Instance {
  readonly instanceId: string;
  readonly reservationId: string;
  /** Position within its RunInstances call. */
  readonly launchIndex: number;
  readonly clientToken?: string;
  state: InstanceStateName;
  stateReason?: { readonly code: string; readonly message: string };
  /** `User initiated (2026-01-05 12:00:00 GMT)`, empty while nobody stopped it. */
  stateTransitionReason: string;
  /** The next change of state that is already under way. */
  transition?: { readonly to: InstanceStateName; readonly at: Instant };
  /** Last launch or start. */
  launchedAt: Instant;
  runningSince?: Instant;
  terminatedAt?: Instant;
  /** The operating system answers; told by the machine, forgotten when it stops. */
  booted: boolean;
  statusChecks: { system: StatusCheck; instance: StatusCheck };
  /** The first verdict of the status checks comes no earlier (EC2-04). */
  checkedFrom?: Instant;
  /** Since when a check fails; without the checks that do not. */
  failingSince?: { readonly system?: Instant; readonly instance?: Instant };
  /** So that a second look within the same minute does not count twice. */
  statusPublishedAt?: Instant;
  instanceType: string;
  readonly imageId: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly availabilityZone: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly privateIpAddress: string;
  readonly networkInterfaceId: string;
  securityGroupIds: readonly string[];
  monitoring: 'basic' | 'detailed';
  instanceProfileArn?: string;
  instanceProfileAssociationId?: string;
  readonly launchTemplate?: { readonly id: string; readonly version: string };
  readonly userData?: string;
  readonly keyName?: string;
  metadataOptions: MetadataOptions;
  creditMode: 'standard' | 'unlimited';
  shutdownBehavior: 'stop' | 'terminate';
  disableApiTermination: boolean;
  disableApiStop: boolean;
  readonly ebsOptimized: boolean;
  readonly rootVolumeId: string;
  /** CPU credits of the five minutes that are under way; published when they are over (CW-01). */
  unpublishedCredits?: { readonly spent: number; readonly charged: number };
  /** The group whose AutoScalingGroupName metrics this instance may feed; `counted` is the group's business (ASG-72, ASG-86). */
  groupMetrics?: { readonly groupName: string; readonly counted: boolean };
  readonly tags: Tags;
}

export interface Volume {
  readonly volumeId: string;
  readonly instanceId: string;
  readonly deviceName: string;
  readonly availabilityZone: string;
  readonly sizeGiB: number;
  readonly volumeType: string;
  readonly iops?: number;
  readonly throughput?: number;
  readonly encrypted: boolean;
  readonly snapshotId: string;
  readonly deleteOnTermination: boolean;
  readonly attachmentOpen: boolean;
  readonly createdAt: Instant;
  readonly tags: Tags;
}

/** Exactly what the caller sent; nothing is added, nothing normalised. */
export type LaunchTemplateData = NonNullable<ApiLaunchTemplateVersion['LaunchTemplateData']>;

export interface LaunchTemplateVersion {
  readonly versionNumber: number;
  readonly description?: string;
  readonly createdAt: Instant;
  readonly data: LaunchTemplateData;
}

export interface LaunchTemplate {
  readonly launchTemplateId: string;
  readonly launchTemplateName: string;
  readonly createdAt: Instant;
  defaultVersion: number;
  /** The number given last; that version may be deleted since. */
  latestVersion: number;
  readonly versions: Record<string, LaunchTemplateVersion>;
  readonly tags: Tags;
}

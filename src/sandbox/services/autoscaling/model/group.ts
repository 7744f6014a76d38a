// The group and its instances as the store keeps them. Plain data.

import type { Instant } from '../../../../kernel/index.js';
import type { AlarmState } from '../../../events.js';
import type { ScheduledAction } from './scheduled-action.js';

/** As the caller named it: `$Latest` and `$Default` stay words. */
export interface LaunchTemplateReference {
  readonly launchTemplateId: string;
  readonly launchTemplateName: string;
  readonly version: string;
}

export interface AutoScalingGroup {
  readonly groupName: string;
  readonly groupArn: string;
  readonly createdAt: Instant;
  launchTemplate: LaunchTemplateReference;
  minSize: number;
  maxSize: number;
  desiredCapacity: number;
  defaultCooldownSeconds: number;
  /** As sent, comma separated. */
  vpcZoneIdentifier: string;
  subnetIds: readonly string[];
  availabilityZones: readonly string[];
  trafficSources: TrafficSource[];
  /** As sent, comma separated: `EC2`, `ELB` (ASG-20). */
  healthCheckType: string;
  healthCheckGracePeriodSeconds: number;
  /** Absent: not set (ASG-85). */
  defaultInstanceWarmupSeconds?: number;
  terminationPolicies: readonly string[];
  newInstancesProtectedFromScaleIn: boolean;
  capacityRebalance: boolean;
  zoneStrategy: ZoneStrategy;
  instanceMaintenancePolicy?: MaintenancePolicy;
  serviceLinkedRoleArn: string;
  context?: string;
  suspendedProcesses: SuspendedProcess[];
  enabledMetrics: string[];
  tags: GroupTag[];
  hooks: LifecycleHook[];
  scheduledActions: ScheduledAction[];
  readonly instances: Record<string, GroupInstance>;
  /** Set once the group is being deleted by force. */
  deleting: boolean;
  /** Why desired and actual capacity differ, and when work on it begins (ASG-42). */
  trigger?: CapacityTrigger;
  /** Launches that replace an unhealthy or refreshed instance, not yet begun (ASG-30). */
  substitutes: Substitute[];
  /** A failed launch is tried again then (ASG-17). */
  launchRetryAt?: Instant;
  /** The next look at everybody's health (ASG-26). */
  healthTickAt: Instant;
  /** Of simple scaling (ASG-61). */
  cooldown?: Cooldown;
  /** Alarm messages that wait for their policy (ASG-14). */
  invocations: PolicyInvocation[];
  /** The balancing instance that is over the desired capacity for a while (ASG-56). */
  rebalance?: Rebalance;
  rebalanceRetryAt?: Instant;
}

export type ZoneStrategy = 'balanced-best-effort' | 'balanced-only';

export interface MaintenancePolicy {
  readonly minHealthyPercentage: number;
  readonly maxHealthyPercentage: number;
}

export type TrafficSourceState = 'Adding' | 'Added' | 'InService' | 'Removing';

export interface TrafficSource {
  /** ARN of the target group. */
  readonly identifier: string;
  state: TrafficSourceState;
  /** `Adding` and `Removing` end then. */
  until?: Instant;
}

export interface SuspendedProcess {
  readonly processName: string;
  readonly suspensionReason: string;
}

export interface GroupTag {
  readonly key: string;
  readonly value: string;
  readonly propagateAtLaunch: boolean;
}

export interface LifecycleHook {
  readonly hookName: string;
  readonly transition: 'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';
  readonly notificationTargetArn?: string;
  readonly roleArn?: string;
  readonly notificationMetadata?: string;
  readonly heartbeatTimeoutSeconds: number;
  readonly defaultResult: 'CONTINUE' | 'ABANDON';
}

export interface CapacityTrigger {
  /** First sentence of the cause (ASG-41). */
  readonly sentence: string;
  readonly workAt: Instant;
  readonly policyArn?: string;
  readonly simple: boolean;
  readonly alarm?: InvokingAlarm;
  /** Warm-up of the instances this change launches (ASG-70). */
  readonly warmupSeconds?: number;
}

export interface InvokingAlarm {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
}

export interface Substitute {
  readonly workAt: Instant;
  readonly reason: 'unhealthy' | 'refresh';
}

export interface Cooldown {
  readonly seconds: number;
  /** The policy's call; later the last launch or drain that followed from it. */
  startedAt: Instant;
}

export interface PolicyInvocation {
  readonly policyArn: string;
  readonly at: Instant;
  readonly alarmName: string;
  readonly alarmState: AlarmState;
}

export interface Rebalance {
  readonly zone: string;
  /** Absent until the launch has begun. */
  instanceId?: string;
}

export type LifecycleState =
  | 'Pending'
  | 'Pending:Wait'
  | 'Pending:Proceed'
  | 'InService'
  | 'Terminating'
  | 'Terminating:Wait'
  | 'Terminating:Proceed'
  | 'Terminated'
  | 'Detaching'
  | 'Detached'
  | 'EnteringStandby'
  | 'Standby';

/** Why an instance is or was found unhealthy: the clause of its termination (ASG-41). */
export type UnhealthyReason = 'elb' | 'not-running' | 'status-check' | 'user';

/** Why an instance leaves; scale-in counts as present capacity for a while (ASG-74). */
export type TerminationPurpose = 'scale-in' | 'health' | 'user' | 'refresh' | 'deletion' | 'failed-launch';

export interface GroupInstance {
  readonly instanceId: string;
  readonly instanceType: string;
  readonly imageId: string;
  readonly availabilityZone: string;
  readonly subnetId: string;
  /** With the version number that `$Latest` or `$Default` meant at launch; absent for an attached instance. */
  readonly launchTemplate?: LaunchTemplateReference;
  readonly launchedAt: Instant;
  lifecycleState: LifecycleState;
  healthStatus: 'Healthy' | 'Unhealthy';
  unhealthyReason?: UnhealthyReason;
  protectedFromScaleIn: boolean;
  /** The group's last look cannot know of a change before (ASG-26). */
  notRunningVisibleAt?: Instant;
  /** Since then one status check of EC2 or the other fails (ASG-21). */
  impairedSince?: Instant;
  /** Journal entry of what the next look at its health will find: the cause of the verdict. */
  suspicion?: number;
  /** Since then `InService`; the start of grace and warm-up (ASG-24, ASG-85). */
  inServiceAt?: Instant;
  /** Seconds of warm-up that a policy's launch carries; else the group's default decides. */
  readonly warmupSeconds?: number;
  /** Left out of the group's metrics until then (ASG-72). */
  warmUntil?: Instant;
  /** Launched before this unhealthy one is ended, which waits until it has settled (ASG-31). */
  successor?: string;
  /** Launched to replace another; the next replacement waits until it has settled (ASG-32). */
  substitute: boolean;
  /** From its launch until it is warm and has passed a first check. */
  settling?: true;
  /** Target groups that the group registered it with. */
  registeredWith: string[];
  terminationPurpose?: TerminationPurpose;
  /** The activity that its present change belongs to. */
  activityId?: string;
  step: InstanceStep;
}

/** What the instance waits for. */
export type InstanceStep =
  | { readonly kind: 'none' }
  /** EC2 to say `running`. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'registering'; readonly until: Instant }
  | { readonly kind: 'draining'; readonly until: Instant }
  | {
      readonly kind: 'hook';
      readonly hookName: string;
      readonly token: string;
      readonly until: Instant;
      readonly globalUntil: Instant;
      readonly result?: 'CONTINUE' | 'ABANDON';
      /** Hooks of the same transition that are done. */
      readonly done: readonly string[];
    }
  /** EC2 ends it. */
  | { readonly kind: 'ending'; readonly until: Instant };

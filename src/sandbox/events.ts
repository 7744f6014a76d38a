// Everything that can happen in the sandbox, in the past tense: the journal's vocabulary, and how services hear of each other.
// An event states a change that is already in the stores. Causes that run against the import order (an alarm scales a group) travel here.

import type { Instant } from '../kernel/index.js';

export type InstanceStateName = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';
export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining';
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type Ec2Event =
  | {
      readonly type: 'InstanceStateChanged';
      readonly instanceId: string;
      readonly from?: InstanceStateName;
      readonly to: InstanceStateName;
      readonly reason?: string;
    }
  | {
      readonly type: 'InstanceStatusChanged';
      readonly instanceId: string;
      readonly check: 'system' | 'instance';
      readonly to: 'initializing' | 'ok' | 'impaired' | 'insufficient-data';
    }
  | {
      readonly type: 'NatGatewayStateChanged';
      readonly natGatewayId: string;
      readonly to: 'pending' | 'available' | 'failed' | 'deleting' | 'deleted';
    }
  /** Routes, gateways, security groups, network ACLs or DNS settings changed: whoever remembers a reachability asks again. */
  | { readonly type: 'NetworkChanged'; readonly vpcId: string; readonly resourceId: string; readonly change: string };

export type LoadBalancingEvent =
  | {
      readonly type: 'LoadBalancerStateChanged';
      readonly loadBalancerArn: string;
      readonly to: 'provisioning' | 'active' | 'deleted';
    }
  | {
      readonly type: 'TargetRegistered';
      readonly targetGroupArn: string;
      readonly targetId: string;
      readonly port: number;
    }
  | {
      readonly type: 'TargetHealthChanged';
      readonly targetGroupArn: string;
      readonly targetId: string;
      readonly port: number;
      readonly from: TargetState;
      readonly to: TargetState;
      readonly reason?: string;
      readonly description?: string;
    }
  | {
      readonly type: 'TargetDeregistered';
      readonly targetGroupArn: string;
      readonly targetId: string;
      readonly port: number;
      readonly drainsUntil: Instant;
    }
  | {
      readonly type: 'TargetRemoved';
      readonly targetGroupArn: string;
      readonly targetId: string;
      readonly port: number;
    };

export type AutoScalingEvent =
  | { readonly type: 'GroupCreated' | 'GroupUpdated' | 'GroupDeleted'; readonly groupName: string }
  | {
      readonly type: 'DesiredCapacityChanged';
      readonly groupName: string;
      readonly from: number;
      readonly to: number;
      readonly trigger: string;
    }
  | {
      readonly type: 'GroupInstanceStateChanged';
      readonly groupName: string;
      readonly instanceId: string;
      readonly from?: string;
      readonly to: string;
    }
  | {
      readonly type: 'GroupInstanceHealthChanged';
      readonly groupName: string;
      readonly instanceId: string;
      readonly to: 'Healthy' | 'Unhealthy';
      readonly source: 'EC2' | 'ELB' | 'user';
    }
  | {
      readonly type: 'ScalingActivityStarted';
      readonly groupName: string;
      readonly activityId: string;
      readonly description: string;
      readonly reason: string;
    }
  | {
      readonly type: 'ScalingActivityEnded';
      readonly groupName: string;
      readonly activityId: string;
      readonly statusCode: 'Successful' | 'Failed' | 'Cancelled';
      readonly statusMessage?: string;
    }
  | {
      readonly type: 'ScalingPolicyTriggered';
      readonly groupName: string;
      readonly policyName: string;
      readonly alarmName?: string;
      readonly outcome: string;
    }
  | {
      readonly type: 'ScheduledActionExecuted';
      readonly groupName: string;
      readonly actionName: string;
      readonly outcome: string;
    }
  | { readonly type: 'InstanceWarmedUp'; readonly groupName: string; readonly instanceId: string };

export type CloudWatchEvent =
  | { readonly type: 'AlarmChanged' | 'AlarmDeleted'; readonly alarmName: string }
  | {
      readonly type: 'AlarmStateChanged';
      readonly alarmName: string;
      readonly from: AlarmState;
      readonly to: AlarmState;
      readonly reason: string;
    }
  /**
   * An action was run: on each change of state, and for Auto Scaling policies again every minute while the state lasts (CW-40).
   * The journal keeps the first of a state.
   */
  | {
      readonly type: 'AlarmActionInvoked';
      readonly alarmName: string;
      readonly state: AlarmState;
      readonly actionArn: string;
    };

export type SystemsManagerEvent =
  | { readonly type: 'ManagedInstanceChanged'; readonly instanceId: string; readonly to: 'Online' | 'ConnectionLost' }
  | {
      readonly type: 'CommandInvocationChanged';
      readonly commandId: string;
      readonly instanceId: string;
      readonly to: string;
    };

export type MachineEvent =
  | { readonly type: 'BootStepFinished'; readonly instanceId: string; readonly step: string }
  | { readonly type: 'BootFailed'; readonly instanceId: string; readonly step: string; readonly why: string }
  | {
      readonly type: 'ContainerStarted' | 'ContainerStopped';
      readonly instanceId: string;
      readonly container: string;
      readonly hostPort?: number;
      readonly why?: string;
    }
  | { readonly type: 'CreditsExhausted'; readonly instanceId: string }
  | {
      readonly type: 'TrafficChanged';
      readonly trafficId: string;
      readonly to: 'started' | 'ended';
      readonly plan: string;
    };

export type FaultEvent = {
  readonly type: 'FaultInjected' | 'FaultCleared';
  readonly faultId: string;
  readonly what: string;
};

export type SandboxEvent =
  | Ec2Event
  | LoadBalancingEvent
  | AutoScalingEvent
  | CloudWatchEvent
  | SystemsManagerEvent
  | MachineEvent
  | FaultEvent;

export type EventType = SandboxEvent['type'];
export type EventOf<Type extends EventType> = Extract<SandboxEvent, { readonly type: Type }>;

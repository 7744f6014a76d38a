// What can be seen of a deployed stack at one instant: the closed vocabulary of status, drills and lessons.
// Everything comes from AWS APIs, except `users`, which only the lab's own traffic generator can know. Absent is absent, never zero.

/** Epoch milliseconds on the lab's clock: virtual on the sandbox, the host's on AWS. */
export type LabInstant = number;

export interface GroupObservation {
  readonly name: string;
  readonly minSize: number;
  readonly desiredCapacity: number;
  readonly maxSize: number;
  readonly healthCheckType: string;
  readonly healthCheckGracePeriod: number;
  /** Seconds until a machine's figures count for the group; absent: the group has none. */
  readonly defaultInstanceWarmup?: number;
  readonly suspendedProcesses: readonly string[];
  readonly zones: readonly string[];
}

/** One machine, seen from EC2, from the group and from the target group at once. */
export interface InstanceObservation {
  readonly id: string;
  readonly zone: string;
  readonly launchedAt: LabInstant;
  /** EC2's state: `running`, `terminated` … */
  readonly state: string;
  readonly privateIp?: string;
  readonly type: string;
  /** The group's word: `InService`, `Terminating:Wait` …; absent: not in the group. */
  readonly lifecycle?: string;
  readonly health?: 'Healthy' | 'Unhealthy';
  /** The load balancer's word: `initial`, `healthy` …; absent: not registered. */
  readonly target?: string;
  readonly targetReason?: string;
  readonly targetDescription?: string;
  /** Newest `CPUUtilization` point of this instance, per cent of all its vCPUs. */
  readonly cpu?: number;
  /** From the traffic generator, over the last 30 s. */
  readonly requestRate?: number;
  readonly share?: number;
}

export interface AlarmObservation {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly since?: LabInstant;
  readonly metric: string;
  readonly statistic: string;
  readonly comparison: string;
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly actionsEnabled: boolean;
  readonly actions: readonly string[];
  /** Newest data point of the alarm's metric. */
  readonly value?: number;
  /** How many of the newest `evaluationPeriods` points breach. */
  readonly breaching: number;
}

export interface PolicyObservation {
  readonly arn: string;
  readonly name: string;
  readonly type: string;
  /** Change of the desired capacity that a plain breach asks for; absent where it is computed (target tracking) or exact. */
  readonly change?: number;
}

export interface ActivityObservation {
  readonly id: string;
  readonly startedAt: LabInstant;
  readonly endedAt?: LabInstant;
  readonly status: string;
  readonly progress: number;
  readonly description: string;
  readonly cause: string;
  readonly message?: string;
  readonly instanceId?: string;
  /** Where the instance is or was: an activity outlives it. */
  readonly zone?: string;
}

export interface AlarmTransition {
  readonly at: LabInstant;
  readonly alarm: string;
  readonly from?: string;
  readonly to: string;
  readonly reason: string;
}

/** What the users of the lab's own traffic met in a window that ends at the observation. */
export interface UsersObservation {
  readonly active: number;
  /** Of an open loop: requests per second that it makes now, and how many have no answer yet. */
  readonly wantedRate?: number;
  readonly open?: number;
  readonly windowSeconds: number;
  readonly requests: number;
  readonly requestRate: number;
  /** Share of finished requests without a good answer, 0–1: 5xx, 460, cut bodies, no answer at all. Absent: none finished. */
  readonly errorRate?: number;
  /** Finished requests by status code; `no-answer`, `unresolved`, `truncated` and `not-sent` have none. */
  readonly byStatus: Readonly<Record<string, number>>;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  /** Of real requests, as they were measured: the figures above are corrected for what a stall kept from being asked. */
  readonly measured?: { readonly p50Ms: number; readonly p95Ms: number; readonly p99Ms: number };
}

/** What became of the requests of one traffic since it first began. */
export interface TrafficTally {
  /** Requests that have no answer yet. */
  readonly open: number;
  /** Finished requests, by status as in `UsersObservation`. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Finished requests by the instance to which they were sent. */
  readonly byInstance: Readonly<Record<string, number>>;
}

/** A series as GetMetricData gives it: oldest first, gaps left out. */
export interface MetricSeries {
  readonly label: string;
  readonly unit: string;
  readonly periodSeconds: number;
  readonly points: readonly { readonly at: LabInstant; readonly value: number }[];
}

export interface Observation {
  readonly at: LabInstant;
  /** This clock counts whole seconds, as an account's does: what is seen may be up to a second younger than `at`. */
  readonly wholeSeconds?: true;
  readonly group: GroupObservation;
  readonly instances: readonly InstanceObservation[];
  readonly alarms: readonly AlarmObservation[];
  readonly policies: readonly PolicyObservation[];
  /** Newest first, as DescribeScalingActivities lists them. */
  readonly activities: readonly ActivityObservation[];
  readonly alarmHistory: readonly AlarmTransition[];
  readonly groupCpu: MetricSeries;
  readonly users?: UsersObservation;
}

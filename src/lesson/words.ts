// The words of expectations as data: closed, typed, and each with what it means. A value that nobody knows yet is absent.

export type FieldType = 'int' | 'double' | 'string' | 'bool';
export type Fields = Readonly<Record<string, readonly [FieldType, string]>>;

/** What a name of an act can stand for: what a drill hits, a way that is traced, a traffic beside the ordinary users. */
export type RoleKind = 'instance' | 'zone' | 'way' | 'traffic';

export interface Role {
  readonly name: string;
  readonly of: RoleKind;
}

const INSTANCE: Fields = {
  id: ['string', 'instance id'],
  zone: ['string', 'availability zone'],
  state: ['string', 'EC2’s word: running, shutting-down, terminated …'],
  lifecycle: ['string', 'the group’s word: Pending, InService, Terminating …'],
  health: ['string', 'the group’s verdict: Healthy or Unhealthy'],
  target: ['string', 'the load balancer’s word: initial, healthy, unhealthy, draining'],
  targetReason: ['string', 'AWS’s reason code, such as Target.FailedHealthChecks'],
  cpu: ['double', 'newest CPUUtilization of this instance, per cent'],
  share: ['double', 'its share of the users’ requests over 30 s, 0 to 1'],
  answered: ['int', 'users’ requests that it finished since the drill'],
  inServiceAfter: ['double', 'seconds from the drill until it was seen InService'],
  healthyAfter: ['double', 'seconds from the drill until its target was seen healthy'],
  cause: ['string', 'cause of the newest scaling activity that names it, in AWS’s words'],
};

const ZONE: Fields = {
  name: ['string', 'name of the availability zone'],
  healthy: ['int', 'healthy targets in it'],
  newcomers: ['int', 'its instances that were launched since the drill and are in the group'],
  healthyNewcomers: ['int', 'those of them whose targets are healthy'],
};

const WAY: Fields = {
  passes: ['bool', 'a new connection may pass: between all of the ends that the names stand for'],
  blocked: ['bool', 'it may not: between none of them'],
  decidedBy: ['string', 'what decides: address, route, security-group, network-acl, nat-gateway …'],
  rule: ['string', 'the deciding rule, as `ha-lab trace` says it'],
  zone: ['string', 'availability zone of the sender'],
  natZone: ['string', 'availability zone of the NAT gateway on the way'],
  seenAs: ['string', 'address under which the internet sees the sender'],
  findsNames: ['bool', 'the sender can look names up'],
};

const TRAFFIC: Fields = {
  open: ['int', 'its requests that have no answer yet'],
  completed: ['int', 'those that were answered well and in full since the drill'],
  failed: ['int', 'those that ended otherwise since the drill, cut ones among them'],
  cut: ['int', 'those whose answer had begun and was cut off since the drill'],
  count504: ['int', 'those that the load balancer answered 504 since the drill'],
  instances: ['int', 'instances to which the ones that ended since the drill had been sent'],
};

export const ROLE_FIELDS: Readonly<Record<RoleKind, Fields>> = {
  instance: INSTANCE,
  zone: ZONE,
  way: WAY,
  traffic: TRAFFIC,
};

export const ALARM_FIELDS: Fields = {
  state: ['string', 'OK, ALARM or INSUFFICIENT_DATA'],
  value: ['double', 'newest data point of its metric'],
  breaching: ['int', 'how many of the newest points it looks at are in breach'],
  threshold: ['double', 'Threshold'],
  periods: ['int', 'EvaluationPeriods'],
  actions: ['string', 'enabled, or disabled'],
};

export const WORDS: Readonly<Record<string, Fields>> = {
  targets: {
    total: ['int', 'registered targets, draining ones included'],
    healthy: ['int', 'targets that are healthy'],
    unhealthy: ['int', 'targets that are unhealthy'],
    initial: ['int', 'targets that have not passed or failed yet'],
    draining: ['int', 'targets that get no new requests and finish old ones'],
    zones: ['int', 'zones that hold a healthy target'],
  },
  group: {
    minSize: ['int', 'MinSize'],
    desiredCapacity: ['int', 'DesiredCapacity'],
    maxSize: ['int', 'MaxSize'],
    inService: ['int', 'instances InService'],
    healthCheckType: ['string', 'EC2, or ELB'],
    healthCheckGracePeriod: ['int', 'seconds'],
    inGrace: ['int', 'instances InService whose grace period is not over: failing checks replace none of these'],
    launches: ['int', 'launching activities begun since the drill'],
    terminations: ['int', 'terminating activities begun since the drill'],
    launchedAfter: ['double', 'seconds from the drill until the first launching activity began'],
    terminatedAfter: ['double', 'seconds from the drill until the first terminating activity began'],
  },
  deploy: {
    planned: ['int', 'resources that were to be created, when the stack was built from nothing'],
    created: ['int', 'those of them that were'],
    failed: ['int', 'those of them that AWS refused'],
    seconds: ['double', 'from its beginning to its end'],
    loadBalancerSeconds: ['double', 'how long the slowest load balancer took'],
    natGatewaySeconds: ['double', 'how long the slowest NAT gateway took'],
    restSeconds: ['double', 'how long the slowest of all others took'],
    groupAfter: ['double', 'seconds from its beginning until the group was begun'],
    healthyAfter: ['double', 'seconds from its end until all targets were healthy'],
  },
  newcomers: {
    total: ['int', 'instances that were launched since the drill and are in the group'],
    healthy: ['int', 'those of them whose targets are healthy'],
  },
  users: {
    active: ['int', 'users at work'],
    requestRate: ['double', 'finished requests per second, over 30 s'],
    errorRate: ['double', 'share of finished requests without a good answer, over 30 s or over the span of `during`'],
    share502: ['double', 'share of finished requests answered 502, over 30 s or over the span of `during`'],
    share503: ['double', '503 likewise'],
    share504: ['double', '504 likewise'],
    shareCut: ['double', 'share of finished requests whose answer was cut off, likewise'],
    finished: ['int', 'finished requests since the drill'],
    failed: ['int', 'those of them without a good answer'],
    largestShare: ['double', 'share of the requests that the busiest instance answered over 30 s, 0 to 1'],
    smallestShare: ['double', 'share of the requests that the idlest healthy target answered over 30 s, 0 to 1'],
    p50Ms: ['double', 'median of the answer times, milliseconds'],
    p99Ms: ['double', '99th percentile of the answer times, milliseconds'],
  },
  left: {
    total: ['int', 'resources of the project that the APIs still show, asked anew at every look'],
    addresses: ['int', 'Elastic IP addresses among them'],
    perHour: ['double', 'what they cost on AWS per hour while nothing happens, US dollars'],
  },
  cpu: {
    average: ['double', 'newest CPUUtilization of the group, per cent'],
    peak: ['double', 'highest CPUUtilization of the group since the drill, per cent'],
  },
};

// The words of expectations: closed, typed, and each with what it means. An expression can use no other; lint finds a wrong name.
// A value that nobody knows yet is absent, and an expression that needs it is neither true nor false.

import { Environment } from '@marcbachmann/cel-js';

type FieldType = 'int' | 'double' | 'string';
type Fields = Readonly<Record<string, readonly [FieldType, string]>>;

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
  inServiceAfter: ['double', 'seconds from the drill until it was seen InService'],
  healthyAfter: ['double', 'seconds from the drill until its target was seen healthy'],
  cause: ['string', 'cause of the newest scaling activity that names it, in AWS’s words'],
};

const ALARM: Fields = {
  state: ['string', 'OK, ALARM or INSUFFICIENT_DATA'],
  value: ['double', 'newest data point of its metric'],
  breaching: ['int', 'how many of the newest points it looks at are in breach'],
};

const WORDS: Readonly<Record<string, Fields>> = {
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
  },
  users: {
    active: ['int', 'users at work'],
    requestRate: ['double', 'finished requests per second, over 30 s'],
    errorRate: ['double', 'share of finished requests without a good answer, over 30 s or over the span of `during`'],
    largestShare: ['double', 'share of the requests that the busiest instance answered over 30 s, 0 to 1'],
    smallestShare: ['double', 'share of the requests that the idlest healthy target answered over 30 s, 0 to 1'],
    p50Ms: ['double', 'median of the answer times, milliseconds'],
    p99Ms: ['double', '99th percentile of the answer times, milliseconds'],
  },
  cpu: {
    average: ['double', 'newest CPUUtilization of the group, per cent'],
    peak: ['double', 'highest CPUUtilization of the group since the drill, per cent'],
  },
};

/** Names of expressions by the ends of AWS's names. */
export const ALARMS: Readonly<Record<string, string>> = { cpuHigh: 'cpu-high', cpuLow: 'cpu-low' };

/** Bound without being named by a drill: the first instance that was launched after it. */
export const NEWCOMER = 'newcomer';

/** A CEL environment that knows the vocabulary and these roles, and nothing else. */
export function environmentFor(roles: readonly string[]): Environment {
  const environment = new Environment({ unlistedVariablesAreDyn: false });
  for (const [name, fields] of Object.entries(WORDS)) environment.registerVariable({ name, schema: typesOf(fields) });
  const alarms = Object.fromEntries(Object.keys(ALARMS).map((name) => [name, typesOf(ALARM)]));
  environment.registerVariable({ name: 'alarms', schema: alarms });
  for (const name of new Set([...roles, NEWCOMER])) environment.registerVariable({ name, schema: typesOf(INSTANCE) });
  return environment;
}

const typesOf = (fields: Fields): Record<string, FieldType> =>
  Object.fromEntries(Object.entries(fields).map(([name, [type]]) => [name, type]));

/** Every word that an expression may use, given the act's roles. */
export function wordsOf(roles: readonly string[]): readonly string[] {
  const named = (name: string, fields: Fields): readonly string[] => Object.keys(fields).map((key) => `${name}.${key}`);
  return [
    ...Object.entries(WORDS).flatMap(([name, fields]) => named(name, fields)),
    ...Object.keys(ALARMS).flatMap((name) => named(`alarms.${name}`, ALARM)),
    ...[...new Set([...roles, NEWCOMER])].flatMap((name) => named(name, INSTANCE)),
  ];
}

/** The vocabulary as rows, for people: name, type, meaning. */
export function vocabularyRows(): readonly (readonly [string, string, string])[] {
  const rows = (prefix: string, fields: Fields): readonly (readonly [string, string, string])[] =>
    Object.entries(fields).map(([name, [type, meaning]]) => [`${prefix}.${name}`, type, meaning]);
  return [
    ...Object.entries(WORDS).flatMap(([name, fields]) => rows(name, fields)),
    ...Object.keys(ALARMS).flatMap((name) => rows(`alarms.${name}`, ALARM)),
    ...rows('<role>', INSTANCE),
  ];
}

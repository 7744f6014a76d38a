// What a learner's own stack needs before an act can begin, and whether it can begin at all: worked out from settings, before anything is deployed. Pure.

import { type Config, checkConfig } from '../generator/index.js';
import type { GroupObservation } from '../lab/observation.js';
import { expressionOf } from './expression.js';
import type { Act } from './lesson.js';
import { worldOf } from './stage.js';
import { environmentFor } from './vocabulary.js';

/** One setting that the act lays over the learner's own. */
export interface Difference {
  /** As in ha-lab.json: `group.minSize`. */
  readonly setting: string;
  readonly own: unknown;
  readonly needed: unknown;
}

export interface Readiness {
  readonly differences: readonly Difference[];
  /** Why this act cannot be played on this project, each with what to change; empty when it can. */
  readonly impossible: readonly string[];
  /** Desired capacities with which the start gate can open, nearest to the configured one first. */
  readonly capacities: readonly number[];
}

export function readinessOf(config: Config, act: Act): Readiness {
  const world = worldOf(config, act);
  const differences = differencesBetween(config, world);
  const refused = checkConfig(world)
    .filter(({ severity }) => severity === 'error')
    .map(({ message, fix }) => `${message} with what this act needs (${settingsText(differences)}): ${fix}`);
  const { minSize, maxSize, desiredCapacity } = world.group;
  const all = Array.from({ length: Math.max(0, maxSize - minSize + 1) }, (_, index) => minSize + index);
  const wrong = new Map(all.map((capacity) => [capacity, contradictions(world, act, capacity)]));
  const capacities = all
    .filter((capacity) => wrong.get(capacity)?.length === 0)
    .sort((a, b) => Math.abs(a - desiredCapacity) - Math.abs(b - desiredCapacity));
  const never = all.length > 0 && capacities.length === 0 ? (wrong.get(desiredCapacity) ?? []) : [];
  return {
    differences,
    impossible: [...refused, ...never.map((that) => `this act begins when ${that}, which ${whatIs(world)} rules out`)],
    capacities,
  };
}

export const settingsText = (differences: readonly Difference[]): string =>
  differences.map(({ setting, needed }) => `${setting}: ${JSON.stringify(needed)}`).join(', ');

const whatIs = ({ group, availabilityZones }: Config): string =>
  `your ha-lab.json (minSize ${group.minSize}, maxSize ${group.maxSize}, ${availabilityZones.length} zones, healthCheckType ${group.healthCheckType})`;

/** Start conditions that are false although the stack is as well as it can be. What settings say nothing about counts for nothing. */
function contradictions(world: Config, act: Act, capacity: number): readonly string[] {
  const environment = environmentFor([]);
  const scope = atRest(world, capacity);
  return act.start.map(({ that }) => that).filter((that) => expressionOf(environment, that).truth(scope) === false);
}

function atRest({ group, availabilityZones }: Config, capacity: number): Readonly<Record<string, unknown>> {
  const all = BigInt(capacity);
  return {
    targets: {
      total: all,
      healthy: all,
      unhealthy: 0n,
      initial: 0n,
      draining: 0n,
      zones: BigInt(Math.min(capacity, availabilityZones.length)),
    },
    group: {
      minSize: BigInt(group.minSize),
      desiredCapacity: all,
      maxSize: BigInt(group.maxSize),
      inService: all,
      healthCheckType: group.healthCheckType,
      healthCheckGracePeriod: BigInt(group.healthCheckGracePeriod),
      inGrace: 0n,
    },
  };
}

function differencesBetween(own: unknown, needed: unknown, path: readonly string[] = []): readonly Difference[] {
  if (JSON.stringify(own) === JSON.stringify(needed)) return [];
  if (!isRecord(own) || !isRecord(needed)) return [{ setting: path.join('.'), own, needed }];
  const keys = [...new Set([...Object.keys(own), ...Object.keys(needed)])];
  return keys.flatMap((key) => differencesBetween(own[key], needed[key], [...path, key]));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The capacity to ask for before the act; undefined: what is there will do. */
export function capacityToAskFor(
  { capacities }: Readiness,
  { desiredCapacity }: Pick<GroupObservation, 'desiredCapacity'>,
): number | undefined {
  if (capacities.length === 0 || capacities.includes(desiredCapacity)) return undefined;
  return capacities[0];
}

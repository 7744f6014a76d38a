// What can reach what, as a map shows it: the questions that a learner of this stack asks, each answered by a trace between all of their
// ends; zones that answer alike share a line. Pure.

import { LabError } from '../../errors.js';
import { trace } from './evaluate.js';
import { summedUp, type WaySeen } from './look.js';
import { type End, INTERNET, type Network } from './network.js';
import type { Known } from './read.js';

export interface WayOnMap {
  readonly from: string;
  readonly to: string;
  /** Whose zone this line is about; absent: of all zones alike. */
  readonly zone?: string;
  /** TCP. */
  readonly port: number;
  /** `some`: from one end to another, not between all. `unknown`: a route leads where a trace cannot follow. */
  readonly passes: 'yes' | 'no' | 'some' | 'unknown';
  readonly decidedBy: WaySeen['decidedBy'];
  /** The deciding rule, in words. */
  readonly rule: string;
  /** Address under which the internet sees the sender. */
  readonly seenAs?: string;
  /** False: it gets out, but cannot look up a name. */
  readonly findsNames?: boolean;
}

interface Pair {
  readonly source: End;
  readonly target: End;
}

type Place = 'the internet' | 'load balancer' | 'instances' | 'NAT gateways';

const QUESTIONS: readonly { readonly from: Place; readonly to: Place; readonly port: number }[] = [
  { from: 'the internet', to: 'load balancer', port: 80 },
  { from: 'the internet', to: 'instances', port: 80 },
  { from: 'the internet', to: 'NAT gateways', port: 443 },
  { from: 'load balancer', to: 'instances', port: 80 },
  { from: 'instances', to: 'instances', port: 80 },
  { from: 'instances', to: 'the internet', port: 443 },
];

export function waysOf(network: Network, known: Known): readonly WayOnMap[] {
  const ends: Readonly<Record<Place, readonly End[]>> = {
    'the internet': [INTERNET],
    'load balancer': known.nodes,
    instances: known.instances.filter(({ absent }) => absent === undefined),
    'NAT gateways': known.nats,
  };
  return QUESTIONS.flatMap(({ from, to, port }) => {
    const byZone = new Map<string, Pair[]>();
    for (const source of ends[from]) {
      for (const target of ends[to]) {
        if (source === target) continue;
        const zone = zoneOf(network, source.kind === 'internet' ? target : source);
        byZone.set(zone, [...(byZone.get(zone) ?? []), { source, target }]);
      }
    }
    const lines = [...byZone.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([zone, pairs]): WayOnMap => {
        return { from, to, zone, port, ...answer(network, pairs, port) };
      });
    return together(lines);
  });
}

type Answer = Omit<WayOnMap, 'from' | 'to' | 'zone' | 'port'>;

function answer(network: Network, pairs: readonly Pair[], port: number): Answer {
  try {
    const traces = pairs.map(({ source, target }) => trace(network, source, target, port));
    // Where some are stopped, the rule that stops one of them is worth the line.
    const telling = [...traces].sort((a, b) => Number(a.passes) - Number(b.passes));
    const { passes, blocked, seenAs, findsNames, ...by } = summedUp(network, pairs[0]?.source ?? INTERNET, telling);
    return {
      passes: passes ? 'yes' : blocked ? 'no' : 'some',
      decidedBy: by.decidedBy,
      rule: by.rule,
      ...(seenAs === undefined ? {} : { seenAs }),
      ...(findsNames === undefined ? {} : { findsNames }),
    };
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'REFUSED') throw error;
    return { passes: 'unknown', decidedBy: 'route', rule: error.message };
  }
}

/** A rule without the ids and addresses that it names. */
const kindOf = (rule: string): string => rule.replace(/\b(?:[a-z]+-[0-9a-f]{8,17}|\d+\.\d+\.\d+\.\d+)\b/g, '');

/** One line in place of several that say the same. Rules of the same kind name other resources in each zone: the first stands for all. */
function together(lines: readonly WayOnMap[]): readonly WayOnMap[] {
  const [first] = lines;
  if (first === undefined) return [];
  const alike = lines.every(
    ({ passes, rule, seenAs }) =>
      passes === first.passes && seenAs === first.seenAs && kindOf(rule) === kindOf(first.rule),
  );
  if (!alike) return lines;
  const { zone: _, ...everywhere } = first;
  return [everywhere];
}

function zoneOf({ subnets, natGateways }: Network, end: End): string {
  if (end.kind === 'internet') return '';
  const subnetId =
    end.kind === 'interface' ? end.subnetId : natGateways.find(({ NatGatewayId }) => NatGatewayId === end.id)?.SubnetId;
  return subnets.find(({ SubnetId }) => SubnetId === subnetId)?.AvailabilityZone ?? '';
}

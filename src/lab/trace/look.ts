// Traces for somebody who watches: several ways at one moment over one reading of the network, each summed up by what decides.

import type { Lab } from '../lab.js';
import type { Observation } from '../observation.js';
import { trace } from './evaluate.js';
import { endsNamed } from './index.js';
import type { End, Hop, Network, Trace } from './network.js';
import { type Known, readKnown, readNetwork } from './read.js';

/** A way to look at. Ends are named as for `ha-lab trace`, or `machine`: one that serves; `machine:2`: one that serves in the second zone. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** What became of a way; several ends, such as a load balancer's nodes, are traced each. */
export interface WaySeen {
  /** All of the traces pass. */
  readonly passes: boolean;
  /** None of them does. */
  readonly blocked: boolean;
  /** What decides, of the first trace: where it is stopped the last hop, else the last that could have said no and let it in or out. */
  readonly decidedBy: Hop['kind'];
  readonly rule: string;
  /** Zone of the sender, of the NAT gateway that it passed, and the address under which the internet sees it. */
  readonly zone?: string;
  readonly natZone?: string;
  readonly seenAs?: string;
  readonly findsNames?: boolean;
}

/** Undefined for a way whose ends do not exist at present. */
export async function lookAlong(
  lab: Lab,
  ways: readonly Way[],
  seen: Observation,
): Promise<readonly (WaySeen | undefined)[]> {
  const network = await readNetwork(lab);
  const known = await readKnown(lab, network);
  return ways.map(({ from, to, port }) => {
    const [sources, targets] = [endsOf(known, seen, from), endsOf(known, seen, to)];
    const traces = sources.flatMap((source) =>
      targets
        // Nobody is asked whether a machine reaches itself.
        .filter((target) => source !== target)
        .map((target) => ({ source, found: trace(network, source, target, port) })),
    );
    const [first] = traces;
    return first === undefined
      ? undefined
      : summedUp(
          network,
          first.source,
          traces.map(({ found }) => found),
        );
  });
}

function endsOf(known: Known, seen: Observation, name: string): readonly End[] {
  const [kind, place] = name.split(':');
  if (kind !== 'machine') return endsNamed(known, name);
  const zone = place === undefined ? undefined : seen.group.zones[Number(place) - 1];
  const serving = seen.instances.find(
    (one) => one.target === 'healthy' && one.lifecycle === 'InService' && (place === undefined || one.zone === zone),
  );
  return known.instances.filter(({ id }) => id === serving?.id);
}

/** Those that hold rules or addresses; a route or an ACL that lets everything pass decides nothing. */
const DECIDES: readonly Hop['kind'][] = ['security-group', 'nat-gateway'];

export function summedUp(network: Network, source: End, traces: readonly Trace[]): WaySeen {
  const [first] = traces;
  const hops = first?.hops ?? [];
  const last = hops.at(-1);
  const decider = last?.passes === false ? last : (hops.findLast(({ kind }) => DECIDES.includes(kind)) ?? last);
  const nat = hops.find(({ kind, passes }) => kind === 'nat-gateway' && passes)?.id;
  const zone = source.kind === 'interface' ? zoneOf(network, source.subnetId) : undefined;
  const natZone = zoneOf(network, network.natGateways.find(({ NatGatewayId }) => NatGatewayId === nat)?.SubnetId);
  return {
    passes: traces.every(({ passes }) => passes),
    blocked: traces.every(({ passes }) => !passes),
    decidedBy: decider?.kind ?? 'state',
    rule: decider?.says ?? '',
    ...(zone === undefined ? {} : { zone }),
    ...(natZone === undefined ? {} : { natZone }),
    ...(first?.seenAs === undefined ? {} : { seenAs: first.seenAs }),
    ...(first?.findsNames === undefined ? {} : { findsNames: first.findsNames }),
  };
}

const zoneOf = ({ subnets }: Network, subnetId: string | undefined): string | undefined =>
  subnetId === undefined ? undefined : subnets.find((subnet) => subnet.SubnetId === subnetId)?.AvailabilityZone;

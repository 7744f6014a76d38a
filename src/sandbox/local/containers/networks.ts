// A network for each VPC that has machines, with the VPC's own address range, so that containers carry the instances' private addresses.

import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { NetworkInspectInfo } from 'dockerode';
import { LabError } from '../../../errors.js';
import { type Engine, reasonOf } from './engine.js';
import { LABELS } from './labels.js';
import { hostRoutes, overlaps, type Range } from './ranges.js';

export interface VpcRange {
  readonly vpcId: string;
  readonly cidrBlock: string;
}

export class Networks {
  private readonly made = new Map<string, Promise<string>>();

  constructor(
    private readonly engine: Engine,
    private readonly labels: Readonly<Record<string, string>>,
    private readonly token: string,
  ) {}

  /** The network's name; made if it is not there yet. Throws ENVIRONMENT when the range is in use on this computer. */
  of(vpc: VpcRange): Promise<string> {
    const known = this.made.get(vpc.vpcId);
    if (known !== undefined) return known;
    const made = this.make(vpc);
    this.made.set(vpc.vpcId, made);
    // The range may be free the next time.
    made.catch(() => this.made.delete(vpc.vpcId));
    return made;
  }

  private async make({ vpcId, cidrBlock }: VpcRange): Promise<string> {
    const { docker, remote } = this.engine;
    const taken = [...(await this.engineRanges()), ...(remote ? [] : computerRanges())];
    const rival = taken.find(({ range }) => overlaps(range, cidrBlock));
    if (rival !== undefined) throw rangeTaken(cidrBlock, vpcId, rival);
    const name = `ha-lab-${this.token}-${vpcId}`;
    try {
      await docker.createNetwork({
        Name: name,
        Driver: 'bridge',
        // Nobody from outside gets in and no container gets out, but ports can only be published from one that is open.
        Internal: !remote,
        IPAM: { Config: [{ Subnet: cidrBlock }] },
        Labels: { ...this.labels, [LABELS.vpc]: vpcId },
      });
    } catch (error) {
      throw rangeTaken(cidrBlock, vpcId, {
        range: cidrBlock,
        user: `something the engine knows (${reasonOf(error)})`,
        remedies: [],
      });
    }
    return name;
  }

  private async engineRanges(): Promise<readonly Range[]> {
    const networks: readonly NetworkInspectInfo[] = await this.engine.docker.listNetworks();
    return networks.flatMap(({ Name, IPAM, Labels }) =>
      (IPAM?.Config ?? []).flatMap(({ Subnet }) =>
        Subnet === undefined ? [] : [engineRange(Name, Subnet, Labels ?? {})],
      ),
    );
  }
}

function engineRange(name: string, range: string, labels: Readonly<Record<string, string>>): Range {
  const workbook = labels[LABELS.workbook];
  if (workbook === undefined)
    return {
      range,
      user: `the Docker network ${name}`,
      remedies: [`If nothing uses it any more: docker network rm ${name}`],
    };
  return {
    range,
    user: `${labels[LABELS.vpc]} of the sandbox in ${workbook}`,
    remedies: [
      'End the other one first (Ctrl-C in its terminal); if both are in one sandbox, one of the VPCs needs another range',
    ],
  };
}

/**
 * What this computer reaches by itself: a container there would take its place, or not be reached. Also the bridge that an engine
 * which was killed has left, with its route; those of the living engine are named by their networks first.
 */
function computerRanges(): readonly Range[] {
  const own = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ cidr, family }) =>
      family === 'IPv4' && cidr !== null
        ? [{ range: cidr, user: `this computer’s network ${name}`, remedies: bridgeRemedies(name) }]
        : [],
    ),
  );
  return [...own, ...hostRoutes(routeTable())];
}

const bridgeRemedies = (name: string): readonly string[] =>
  /^(docker\d|br-)/.test(name) ? [`If no engine uses this bridge any more: sudo ip link delete ${name}`] : [];

/** Linux only; elsewhere containers are reached by ports, and ranges of this computer do not matter. */
function routeTable(): string {
  try {
    return readFileSync('/proc/net/route', 'utf8');
  } catch {
    return '';
  }
}

function rangeTaken(cidrBlock: string, vpcId: string, { range, user, remedies }: Range): LabError {
  const which = range === cidrBlock ? '' : ` (${range})`;
  return new LabError('ENVIRONMENT', `${vpcId} needs ${cidrBlock} for its containers, and ${user}${which} has it.`, {
    suggestions: [
      ...remedies,
      'Another range for the VPC: vpc.cidrBlock and the subnets’ in ha-lab.json, then ha-lab destroy and deploy',
      'Processes need no range: ha-lab sandbox serve --fleet local',
    ],
    exitCode: 5,
  });
}

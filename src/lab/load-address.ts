// Where users may be sent: to this project's own load balancer, and to nobody else's unless somebody says that he may.

import { DescribeLoadBalancersCommand, DescribeTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LabError } from '../errors.js';
import type { LocalDoor } from '../sandbox/index.js';
import type { AwsClients } from './clients.js';
import type { StackOutputs, TrafficRequest } from './lab.js';
import { PROJECT_TAG } from './project-tag.js';

export interface LoadAddress {
  /** Origin to connect to. */
  readonly url: string;
  /** As requests name the host. */
  readonly host: string;
}

/**
 * Throws REFUSED when the address is not that of a load balancer which stands and carries this project's tag, and nobody said that it may
 * be loaded all the same. @param doors where a stand-in's load balancers listen on this computer
 */
export async function loadAddress(
  clients: AwsClients,
  outputs: StackOutputs,
  doors: readonly LocalDoor[],
  at: TrafficRequest['at'],
): Promise<LoadAddress> {
  const { loadBalancerDnsName: own } = outputs;
  const wanted = at === undefined ? new URL(`http://${own}`) : new URL(at.url);
  const door = doors.find(({ dnsName }) => dnsName === own);
  const isOwn = wanted.hostname === own || wanted.origin === door?.url;
  if (!isOwn) {
    if (at?.mayLoad === true) return { url: wanted.origin, host: wanted.host };
    throw notOurs(wanted.origin, own);
  }
  await requireTagged(clients, outputs);
  if (door !== undefined) return { url: door.url, host: own };
  return { url: wanted.origin, host: wanted.host };
}

async function requireTagged({ elbv2 }: AwsClients, { loadBalancerDnsName, project }: StackOutputs): Promise<void> {
  // Few accounts have more load balancers than one page holds; ours is asked for by its name's beginning nowhere.
  let Marker: string | undefined;
  do {
    const { LoadBalancers = [], NextMarker } = await elbv2.send(new DescribeLoadBalancersCommand({ Marker }));
    const found = LoadBalancers.find(({ DNSName }) => DNSName?.toLowerCase() === loadBalancerDnsName.toLowerCase());
    if (found?.LoadBalancerArn !== undefined) {
      const { TagDescriptions = [] } = await elbv2.send(
        new DescribeTagsCommand({ ResourceArns: [found.LoadBalancerArn] }),
      );
      const tags = TagDescriptions.flatMap(({ Tags = [] }) => Tags);
      if (tags.some(({ Key, Value }) => Key === PROJECT_TAG && Value === project)) return;
      throw untagged(loadBalancerDnsName, project);
    }
    Marker = NextMarker;
  } while (Marker !== undefined);
  throw gone(loadBalancerDnsName);
}

function notOurs(url: string, own: string): LabError {
  return new LabError('REFUSED', `${url} is not this project’s load balancer, which is http://${own}.`, {
    suggestions: [
      'Load your own stack: leave --url out',
      'If that address is yours, or its owner agreed: add --i-may-load-this',
    ],
    exitCode: 2,
  });
}

function untagged(dnsName: string, project: string): LabError {
  return new LabError('REFUSED', `The load balancer ${dnsName} does not carry the tag ${PROJECT_TAG}=${project}.`, {
    suggestions: ['What carries it: ha-lab status --target aws', 'Deploy again: ha-lab deploy --target aws'],
    exitCode: 2,
  });
}

function gone(dnsName: string): LabError {
  return new LabError('NOT_DEPLOYED', `There is no load balancer ${dnsName} on this account any more.`, {
    suggestions: ['ha-lab status --target aws', 'ha-lab deploy --target aws'],
    exitCode: 2,
  });
}

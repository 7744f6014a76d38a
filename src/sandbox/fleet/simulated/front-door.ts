// What a request from outside meets on its way: the load balancer's rules, the network, the machine's port, its application.

import type { BalancerNode } from '../environment.js';
import type { Admission, FrontRequest, Knock, Node } from '../front-door.js';
import { switchesOf } from './hosting.js';
import { knock, pathFrom } from './network.js';
import { machineOf, type Simulation } from './simulation.js';

export function admit(simulation: Simulation, request: FrontRequest, turn: number): Admission {
  const { environment } = simulation;
  const node = place(simulation, request, turn);
  if (node === undefined) return { meets: 'nothing' };
  const { loadBalancerArn, nodeZone } = node;
  const { port, path, host } = request;
  const routed = environment.route(loadBalancerArn, nodeZone, port, path, host);
  if (routed.to === 'nobody') {
    const { statusCode, answer } = routed;
    return { meets: 'balancer', statusCode, ...(answer === undefined ? {} : { answer }), ...node };
  }
  const machine = machineOf(simulation, routed.instanceId);
  const arrives =
    machine !== undefined && pathFrom(simulation, machine, loadBalancerArn, nodeZone, routed.port).state === 'open';
  const door = arrives ? knock(machine, routed.port) : undefined;
  if (machine === undefined || door === undefined || door.answer === 'silence') {
    return { meets: 'silence', target: routed, ...node };
  }
  // What is only simulated cannot be looked at in a browser.
  if (door.answer === 'refused' || simulation.hosting?.runs(door.app) !== true) {
    return { meets: 'refusal', target: routed, ...node };
  }
  const { app } = door;
  machine.networkIn += request.bytes;
  return { meets: 'app', appId: app.appId, switches: switchesOf(machine, app), target: routed, ...node };
}

/** The node whose turn it is. */
export function place(simulation: Simulation, { dnsName, port }: Knock, turn: number): Node | undefined {
  const view = simulation.environment.balancer(dnsName);
  if (view === undefined) return undefined;
  const { loadBalancerArn } = view;
  const open = view.nodes.filter((node) => canEnter(simulation, loadBalancerArn, node, port));
  const nodeZone = open[turn % Math.max(1, open.length)]?.availabilityZone;
  return nodeZone === undefined ? undefined : { loadBalancerArn, nodeZone };
}

/** A node in DNS, with power, whose security group lets the internet in. */
function canEnter(simulation: Simulation, loadBalancerArn: string, node: BalancerNode, port: number): boolean {
  const { availabilityZone, alive, inDns } = node;
  if (!alive || !inDns) return false;
  const key = `${loadBalancerArn} ${availabilityZone} ${port}`;
  const known = simulation.entries.get(key);
  if (known !== undefined) return known;
  const to = { kind: 'load-balancer-node', loadBalancerArn, availabilityZone } as const;
  const { passes } = simulation.environment.connect({ kind: 'internet', host: 'users' }, to, port);
  simulation.entries.set(key, passes);
  return passes;
}

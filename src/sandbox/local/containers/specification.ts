// What a container is made of: an order and its surroundings, as the engine's API wants them. Pure.

import type { ContainerCreateOptions } from 'dockerode';
import { type Order, switchVariables } from '../runner.js';
import { LABELS } from './labels.js';

export interface Surroundings {
  readonly image: string;
  /** Of all that this fleet makes. */
  readonly labels: Readonly<Record<string, string>>;
  readonly token: string;
  /** Processors of the engine: a container may not be promised more. */
  readonly cpus: number;
  /** Reached by a port of this computer; absent: at its own address. */
  readonly published: boolean;
}

/** Where the switch files lie in a container. */
const SWITCHES = '/run/ha-lab';
const BILLION = 1e9;
/** The application needs no right at all. */
const HARDENED = { CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] };

/** @param network name of the VPC's. */
export function application(order: Order, around: Surroundings, network: string): ContainerCreateOptions {
  const { app, environment, folder } = order;
  const { instanceId, privateIpAddress, port, vcpus } = app;
  const portKey = `${port}/tcp`;
  // A look at one machine, past the load balancer: Django answers to no name that it does not know.
  const names = [environment.DJANGO_ALLOWED_HOSTS, privateIpAddress].filter(Boolean).join(',');
  const variables = {
    ...environment,
    DJANGO_ALLOWED_HOSTS: names,
    HOST: '0.0.0.0',
    PORT: String(port),
    ...switchVariables((name) => `${SWITCHES}/${name}`),
  };
  return {
    name: nameOf(around, instanceId, `${app.name}-${app.appId}`),
    Image: around.image,
    // As EC2 names a machine.
    Hostname: `ip-${privateIpAddress.replaceAll('.', '-')}`,
    Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    Labels: { ...around.labels, [LABELS.instance]: instanceId },
    ...(around.published ? { ExposedPorts: { [portKey]: {} } } : {}),
    HostConfig: {
      ...HARDENED,
      NetworkMode: network,
      NanoCpus: Math.min(vcpus, around.cpus) * BILLION,
      Binds: [`${folder}:${SWITCHES}:ro,z`],
      ...(around.published ? { PortBindings: { [portKey]: [{ HostIp: '127.0.0.1', HostPort: '' }] } } : {}),
    },
    NetworkingConfig: { EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: privateIpAddress } } } },
  };
}

/** Something that keeps one processor busy, beside the machine's applications. */
export function burner(key: string, instanceId: string, around: Surroundings): ContainerCreateOptions {
  return {
    name: nameOf(around, instanceId, key),
    Image: around.image,
    Cmd: ['python3', '-c', 'while True: pass'],
    Labels: { ...around.labels, [LABELS.instance]: instanceId },
    HostConfig: { ...HARDENED, NetworkMode: 'none', NanoCpus: BILLION },
  };
}

/** Names are unique in an engine, and two sandboxes may have the same instance ids. */
const nameOf = ({ token }: Surroundings, instanceId: string, what: string): string =>
  `ha-lab-${token}-${instanceId}-${what}`;

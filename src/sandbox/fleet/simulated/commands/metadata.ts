// The instance metadata service, version 2 only (EC2-09): a session token first, then facts about the machine. Pure.

import type { MachineSpec } from '../../fleet.js';

const TOKEN = 'AQAEAHhhLWxhYi1tZXRhZGF0YS10b2tlbg==';

const FACTS: Readonly<Record<string, (spec: MachineSpec) => string>> = {
  'instance-id': ({ instanceId }) => instanceId,
  'instance-type': ({ instanceType }) => instanceType,
  'ami-id': ({ imageId }) => imageId,
  'local-ipv4': ({ privateIpAddress }) => privateIpAddress,
  hostname: ({ privateIpAddress }) => `ip-${privateIpAddress.replaceAll('.', '-')}.ec2.internal`,
  'local-hostname': ({ privateIpAddress }) => `ip-${privateIpAddress.replaceAll('.', '-')}.ec2.internal`,
  'placement/availability-zone': ({ availabilityZone }) => availabilityZone,
  'placement/region': ({ availabilityZone }) => availabilityZone.replace(/[a-z]$/, ''),
};

/** Answer of `http://169.254.169.254<path>`. */
export function metadata(
  spec: MachineSpec,
  method: string,
  path: string,
  headers: readonly string[],
): { readonly status: number; readonly body: string } {
  const header = (name: string): string | undefined =>
    headers
      .map((line) => line.split(/:\s*/))
      .find(([key]) => key?.toLowerCase() === name)?.[1]
      ?.trim();
  if (path === '/latest/api/token') {
    const seconds = Number(header('x-aws-ec2-metadata-token-ttl-seconds'));
    return method === 'PUT' && seconds >= 1 && seconds <= 21_600
      ? { status: 200, body: TOKEN }
      : { status: 400, body: '' };
  }
  if (header('x-aws-ec2-metadata-token') !== TOKEN) return { status: 401, body: '' };
  const found = /^\/latest\/meta-data\/(.*?)\/?$/.exec(path);
  const fact = found === null ? undefined : FACTS[found[1] ?? ''];
  return fact === undefined ? { status: 404, body: '' } : { status: 200, body: fact(spec) };
}

// Where `--target aws` leads: to AWS, or to an endpoint on this machine that stands in for an account; never to both, nor to a third place.

import { LabError } from '../errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The endpoint on this machine that every AWS client of this shell is sent to; undefined: some of them would go elsewhere. */
export function loopbackEndpoint(env: Environment = process.env): string | undefined {
  const url = env.AWS_ENDPOINT_URL;
  if (url === undefined || !isLoopback(url) || isTrue(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS)) return undefined;
  const others = Object.entries(env).filter(([name, value]) => name.startsWith('AWS_ENDPOINT_URL_') && value !== '');
  return others.every(([, value]) => isLoopback(value ?? '')) ? url : undefined;
}

const isTrue = (word: string | undefined): boolean => word?.toLowerCase() === 'true';

function isLoopback(url: string): boolean {
  try {
    const { hostname } = new URL(url);
    return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
  } catch {
    return false;
  }
}

/**
 * Before something is changed. Throws REFUSED where this shell's settings send some AWS clients to this machine and others elsewhere, or all
 * of them to an endpoint that is neither AWS's own nor on this machine: nobody could say whose account that is. @param what `deploy`
 */
export function requireOnePlace(what: string, env: Environment = process.env): void {
  if (loopbackEndpoint(env) !== undefined || isTrue(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS)) return;
  const set = Object.entries(env).filter(([name, value]) => /^AWS_ENDPOINT_URL(_|$)/.test(name) && value);
  if (set.length === 0) return;
  const named = set.map(([name, value]) => `  ${name}=${value}`).sort();
  throw new LabError(
    'REFUSED',
    [
      `${what} --target aws changes AWS, or what stands in for it on this machine; this shell leads elsewhere:`,
      ...named,
    ].join('\n'),
    {
      suggestions: [
        `To AWS itself: unset ${set.map(([name]) => name).join(' ')}`,
        'To a served sandbox: eval "$(ha-lab sandbox serve --print-env)"',
        'Looking is allowed anywhere: ha-lab status --target aws',
      ],
      exitCode: 2,
    },
  );
}

// Where `--target aws` leads: to AWS, or to an endpoint on this machine that stands in for an account. Only the second may be changed.

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

/** Throws REFUSED: nothing on a real account is created, changed or broken yet. @param what `deploy` */
export function requireLoopback(what: string, env: Environment = process.env): string {
  const endpoint = loopbackEndpoint(env);
  if (endpoint !== undefined) return endpoint;
  const where = env.AWS_ENDPOINT_URL === undefined ? 'AWS itself' : 'an endpoint outside of this machine';
  throw new LabError('REFUSED', `${what} --target aws would change ${where}, and this version does not do that yet.`, {
    suggestions: [
      'On the sandbox, at no cost: the same command without --target aws',
      'A served sandbox as the account: eval "$(ha-lab sandbox serve --print-env)", then the same command',
      'Looking is allowed anywhere: ha-lab status --target aws',
    ],
    exitCode: 2,
  });
}

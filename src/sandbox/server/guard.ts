// Keeps web pages out of the sandbox: it listens on this machine only, but every page in the learner's browser can reach that.
// AWS clients send no `Origin` and call the endpoint by the name they were given.

import type { IncomingHttpHeaders } from 'node:http';

const ownNames = /^(localhost|[a-z0-9.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * @param otherHosts further names under which the endpoint is reached, without port: from a container, for instance.
 * @returns why the request is turned away, or nothing.
 */
export function turnedAway(headers: IncomingHttpHeaders, otherHosts: readonly string[]): string | undefined {
  const host = headers.host ?? '';
  const known = ownNames.test(host) || otherHosts.includes(host.replace(/:\d+$/, '').toLowerCase());
  if (!known) return `the host ${JSON.stringify(host)} is not a name of this endpoint`;
  const { origin } = headers;
  if (origin === undefined || origin === `http://${host}`) return undefined;
  return `requests from the web page ${JSON.stringify(origin)} are not accepted`;
}

// Keeps web pages out of the sandbox: it listens on this machine only, but every page in the learner's browser can reach that.
// AWS clients send no `Origin` and call the endpoint by the name they were given.

import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

const ownNames = /^(localhost|[a-z0-9.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

export interface Visitor {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Both ends of the connection, as the socket tells them. */
  readonly remoteAddress?: string | undefined;
  readonly localAddress?: string | undefined;
}

export interface HouseRules {
  /** Further names under which the endpoint is reached, without port: from a container, for instance. */
  readonly otherHosts: readonly string[];
  /** It listens beyond this machine; then it is also called by its address. A page cannot rebind an address, only a name. */
  readonly exposed: boolean;
}

/** @returns why the request is turned away, or nothing. */
export function turnedAway({ headers }: Visitor, { otherHosts, exposed }: HouseRules): string | undefined {
  const host = headers.host ?? '';
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const isAddress = isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  const known = ownNames.test(host) || otherHosts.includes(name) || (exposed && isAddress);
  if (!known) return `the host ${JSON.stringify(host)} is not a name of this endpoint`;
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}`) {
    return `requests from the web page ${JSON.stringify(origin)} are not accepted`;
  }
  // A picture or a link needs no `Origin`; browsers say so in this header, and no page can leave it out.
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'none' || site === 'same-origin') return undefined;
  return 'requests from other web pages are not accepted';
}

/**
 * The control surface can do more than AWS's API, and has one kind of client: programs of this machine. No page at all, not even
 * one of this endpoint; JSON that says so, which a form cannot send; and no other machine, however the endpoint is exposed.
 */
export function turnedAwayFromControl({ method, headers, remoteAddress, localAddress }: Visitor): string | undefined {
  if (headers.origin !== undefined || (headers['sec-fetch-site'] ?? 'none') !== 'none') {
    return 'the control API does not answer web pages';
  }
  if (!isThisMachine(remoteAddress, localAddress)) return 'the control API answers this machine only';
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (method !== 'GET' && type !== 'application/json')
    return 'the control API reads application/json only; say so in content-type';
  return undefined;
}

function isThisMachine(remote: string | undefined, local: string | undefined): boolean {
  const plain = (remote ?? '').replace(/^::ffff:/, '');
  return plain === '::1' || plain.startsWith('127.') || (remote !== undefined && remote === local);
}

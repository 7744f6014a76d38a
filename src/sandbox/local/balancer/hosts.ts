// The host that a request names: for rules, for redirects, and for the target. Pure.

import type { LocalDoor } from '../../fleet/front-door.js';
import { firstValueOf, type RequestHead } from './http/head.js';

const PORT = /:(\d+)$/;
const DEFAULT_PORTS = [80, 443];

/** Without its port; of a whole URL that of the URL. */
export function hostOf(head: RequestHead): string | undefined {
  return askedOf(head)?.replace(PORT, '');
}

/**
 * `Host` as AWS writes it for the target: the port of an ordinary listener goes, that of another is added. What leads to this computer itself
 * stays as it is: its port is that of the listener here, not of the one on AWS.
 */
export function hostToTarget(head: RequestHead, port: number): string | undefined {
  const asked = askedOf(head);
  if (asked === undefined) return undefined;
  const name = asked.replace(PORT, '');
  if (isHere(name)) return asked;
  if (DEFAULT_PORTS.includes(port)) return name;
  return name === asked ? `${name}:${port}` : asked;
}

/** An address, or a name of this computer. */
export const isHere = (name: string): boolean => /^[\d.]+$|^\[|^localhost$/.test(name);

/** For rules: an address, or a name of this computer, is none that one could match. */
export function namedHost(head: RequestHead): string | undefined {
  const host = hostOf(head);
  return host === undefined || isHere(host) ? undefined : host;
}

/** A redirect to a listener that is on this computer leads to where it really listens, if this computer was asked by its own name. */
export function hereIfOurs(location: string, doors: readonly LocalDoor[]): string {
  const url = new URL(location);
  if (url.protocol !== 'http:' || !isHere(url.hostname)) return location;
  const asked = location.match(/^http:\/\/[^/]*:(\d+)/)?.[1];
  const door = doors.find(({ port }) => port === Number(asked));
  return door === undefined ? location : location.replace(/^http:\/\/[^/]*/, door.url);
}

/** As asked for, with its port. */
function askedOf({ target, fields }: RequestHead): string | undefined {
  return /^https?:\/\/([^/?#]*)/i.exec(target)?.[1] ?? firstValueOf(fields, 'host');
}

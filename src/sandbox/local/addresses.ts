// Where a machine's application listens on this computer: at the loopback address that resembles the machine's own, on the same port;
// where the system has only 127.0.0.1 (macOS, unless told otherwise), at a free port of that.

import { createServer } from 'node:net';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** 10.0.128.17 becomes 127.0.128.17. @param privateIp of the instance. */
export const loopbackOf = (privateIp: string): string => privateIp.replace(/^\d+/, '127');

/** An address that can be listened at now, the wanted one if it can be had. */
export async function freeAddress(wanted: Address): Promise<Address> {
  if (await canListen(wanted)) return wanted;
  return { host: '127.0.0.1', port: await freePort() };
}

function canListen({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()));
    });
  });
}

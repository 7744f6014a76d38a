// A target that answers by the path it is asked for, byte by byte as a test wants it: also in ways that no real server would.

import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Address } from '../../../src/sandbox/local/addresses.js';

export interface ScriptedTarget {
  readonly address: Address;
  /** Everything that came, connection after connection. */
  received(): string;
  readonly connections: () => number;
  close(): Promise<void>;
}

export const LARGE = 'x'.repeat(3_000_000);

/** @param name in the field X-Target of each answer. */
export async function scriptedTarget(name: string): Promise<ScriptedTarget> {
  let received = '';
  let connections = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    let text = '';
    socket.setEncoding('latin1').on('data', (piece: string) => {
      received += piece;
      text += piece;
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end);
        const rest = answer(socket, name, head, text.slice(end + 4));
        if (rest === undefined) return;
        text = rest;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    received: () => received,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** What of the bytes belongs to the next request; undefined: the body has not come whole. */
function answer(socket: Socket, name: string, head: string, rest: string): string | undefined {
  const [, asked = '/'] = head.split(' ');
  const [path = '/'] = asked.split('?');
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  const chunked = /^transfer-encoding: chunked/im.test(head);
  const expects = /^expect: 100-continue/im.test(head);
  if (expects && rest === '') socket.write('HTTP/1.1 100 Continue\r\n\r\n');
  const end = chunked ? rest.indexOf('0\r\n\r\n') : length;
  if (end < 0 || rest.length < end) return undefined;
  const body = rest.slice(0, end);
  socket.write(scripted(path, name, head, body), 'latin1');
  if (path === '/half' || path === '/until-close' || path === '/close') socket.end();
  if (path === '/reset') socket.resetAndDestroy();
  return rest.slice(end + (chunked ? 5 : 0));
}

function scripted(path: string, name: string, head: string, body: string): string {
  const ok = `HTTP/1.1 200 OK\r\nX-Target: ${name}\r\n`;
  switch (path) {
    case '/chunked':
      return `${ok}Transfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\n\r\n`;
    case '/bad-chunk':
      return `${ok}Transfer-Encoding: chunked\r\n\r\nzz\r\n`;
    case '/until-close':
      return `${ok}\r\nuntil the end`;
    case '/half':
      return `${ok}Content-Length: 10\r\n\r\nhalf`;
    case '/large':
      return `${ok}Content-Length: ${LARGE.length}\r\n\r\n${LARGE}`;
    case '/long-head':
      return `${ok}${'A: bcdefgh\r\n'.repeat(4_000)}Content-Length: 0\r\n\r\n`;
    case '/nonsense':
      return 'this is no HTTP\r\n\r\n';
    case '/not-modified':
      return `HTTP/1.1 304 Not Modified\r\nX-Target: ${name}\r\n\r\n`;
    case '/never':
    case '/close':
    case '/reset':
      return '';
    default:
      if (head.startsWith('HEAD ')) return `${ok}Content-Length: 5\r\n\r\n`;
      return `${ok}Content-Length: ${name.length + body.length}\r\n\r\n${name}${body}`;
  }
}

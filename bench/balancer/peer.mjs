// One of the usual Node proxies in front of a backend, as a process: node bench/balancer/peer.mjs KIND PORT BACKEND-PORT

import { Agent, createServer, request } from 'node:http';

const [, , kind, port, backend] = process.argv;
const target = `http://127.0.0.1:${backend}`;
const agent = new Agent({ keepAlive: true });

/** What anybody writes first: a server, a client that keeps its connections, two pipes. */
function plain(asked, answer) {
  const { method, url: path, headers } = asked;
  const sent = request({ host: '127.0.0.1', port: backend, method, path, headers, agent }, (came) => {
    answer.writeHead(came.statusCode, came.headers);
    came.pipe(answer);
  });
  sent.on('error', () => answer.destroy());
  asked.pipe(sent);
}

async function handler() {
  switch (kind) {
    case 'node:http':
      return plain;
    case 'httpxy': {
      const { createProxyServer } = await import('httpxy');
      const proxy = createProxyServer({ target, agent });
      return (asked, answer) => void proxy.web(asked, answer).catch(() => answer.destroy());
    }
    case 'http-proxy-3': {
      const { createProxyServer } = await import('http-proxy-3');
      const proxy = createProxyServer({ target, agent });
      proxy.on('error', () => {});
      return (asked, answer) => proxy.web(asked, answer);
    }
    case 'undici': {
      const { Pool } = await import('undici');
      const pool = new Pool(target, { connections: 64, pipelining: 1 });
      return ({ method, url: path, headers }, answer) => {
        const { connection: _, ...rest } = headers;
        const began = ({ statusCode, headers: came }) => {
          answer.writeHead(statusCode, came);
          return answer;
        };
        pool.stream({ method, path, headers: rest }, began, (error) => error && answer.destroy());
      };
    }
    default:
      throw new Error(`${kind} is no peer`);
  }
}

createServer(await handler()).listen(Number(port), '127.0.0.1', () => console.log('listening'));

// nginx, one worker, everything it writes in one folder: in front of the same processes as ours, or with a page in its memory.

import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Address } from '../../src/sandbox/local/addresses.js';
import { answers } from './measure.js';

export interface Peer {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param folder made when it is not there. @param http what stands in its `http` block */
export async function startNginx(folder: string, port: number, http: string): Promise<Peer> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'nginx.conf');
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  ${paths.join(' ')}
  ${http}
}
`,
  );
  const child = spawn('nginx', ['-c', file, '-p', folder], { stdio: 'inherit' });
  const url = `http://127.0.0.1:${port}`;
  await answers(url, child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Keep-alive to both sides, an access log, and the fields that a load balancer adds: Django pays for each that it reads. */
export function inFrontOf(targets: readonly Address[], port: number, folder: string): string {
  return `access_log ${folder}/access.log combined buffer=64k;
  keepalive_requests 1000000;
  upstream django { ${targets.map(({ host, port: at }) => `server ${host}:${at};`).join(' ')} keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://django; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host localhost;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Port $server_port; proxy_set_header X-Amzn-Trace-Id "Root=1-$request_id";
    }
  }`;
}

/** A backend that costs next to nothing. */
export function withPage(page: string, port: number): string {
  return `access_log off; keepalive_requests 10000000;
  server { listen 127.0.0.1:${port}; location / { return 200 "${page}"; } }`;
}

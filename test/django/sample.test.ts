// The sample app: its own tests, and what only a running gunicorn shows (shared counter, streaming, the switch across workers).
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { djangoVenv, SAMPLE } from '../helpers/django.js';

const venv = await djangoVenv();
const reason = 'missing' in venv ? ` (skipped: ${venv.missing})` : '';
const bin = 'bin' in venv ? venv.bin : '';

interface Answer {
  readonly status: number;
  readonly body: string;
  /** Milliseconds from the request at which each chunk arrived. */
  readonly chunksAt: readonly number[];
}

describe.skipIf(reason !== '')(`the Django sample${reason}`, () => {
  test('its own tests pass', () => {
    const run = spawnSync(join(bin, 'python'), ['manage.py', 'test'], {
      cwd: SAMPLE,
      encoding: 'utf8',
      env: environment(),
    });
    expect(run.stderr).toMatch(/Ran \d+ tests[\s\S]*\nOK\n$/);
    expect(run.status).toBe(0);
  });

  describe('under gunicorn', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ha-lab-django-'));
    const answerFile = join(folder, 'health-answer');
    let server: ChildProcess;
    let port: number;

    beforeAll(async () => {
      port = await freePort();
      const settings = {
        HOST: '127.0.0.1',
        PORT: String(port),
        WORK_MS: '4',
        INSTANCE_ID: 'i-0test',
        AVAILABILITY_ZONE: 'us-east-1a',
        HEALTH_ANSWER_FILE: answerFile,
      };
      server = spawn(join(bin, 'gunicorn'), { cwd: SAMPLE, env: environment(settings), stdio: 'ignore' });
      await answers(port);
    });

    afterAll(async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    });

    test('the page names instance, zone and work', async () => {
      const { status, body } = await get(port, '/');
      expect(status).toBe(200);
      for (const text of ['i-0test', 'us-east-1a', '4.0 ms of CPU']) expect(body).toContain(text);
    });

    test('two workers share one count of pages', async () => {
      const before = served((await get(port, '/')).body);
      const bodies = await Promise.all(Array.from({ length: 20 }, () => get(port, '/')));
      const counts = bodies.map(({ body }) => served(body)).sort((left, right) => left - right);
      expect(counts).toEqual(Array.from({ length: 20 }, (_, index) => before + 1 + index));
    });

    test('ALB-11 a health check whose Host is a bare address is answered', async () => {
      const checker = { host: '10.0.128.17', 'user-agent': 'ELB-HealthChecker/2.0' };
      expect((await get(port, '/', checker)).status).toBe(200);
      expect((await get(port, '/healthz', checker)).status).toBe(200);
      expect((await get(port, '/', { host: '10.0.128.17' })).status).toBe(400);
    });

    test('/slow streams a byte per beat', async () => {
      const { body, chunksAt } = await get(port, '/slow?s=0.9&beat=0.3');
      expect(body).toBe('...\ndone\n');
      expect(chunksAt.length).toBeGreaterThanOrEqual(4);
      expect((chunksAt.at(-1) ?? 0) - (chunksAt[0] ?? 0)).toBeGreaterThan(700);
    });

    test('the switch reaches the health checker in every worker, and nobody else', async () => {
      const ask = (headers: Record<string, string>) =>
        Promise.all(Array.from({ length: 12 }, () => get(port, '/healthz', headers)));
      const checker = { 'user-agent': 'ELB-HealthChecker/2.0' };
      writeFileSync(answerFile, '500\n');
      expect((await ask(checker)).map(({ status }) => status)).toEqual(Array(12).fill(500));
      expect((await ask({})).map(({ status }) => status)).toEqual(Array(12).fill(200));
      rmSync(answerFile);
      expect((await ask(checker)).map(({ status }) => status)).toEqual(Array(12).fill(200));
    });

    test('slow requests do not keep the health checker waiting', async () => {
      const slow = Array.from({ length: 24 }, () => get(port, '/slow?s=1.5&beat=0.5'));
      const { chunksAt } = await get(port, '/healthz', { 'user-agent': 'ELB-HealthChecker/2.0' });
      expect(chunksAt[0]).toBeLessThan(1000);
      await Promise.all(slow);
    });
  });
});

/** The environment without the settings of the person who runs the tests. */
function environment(settings: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { WORK_MS: _w, WEB_CONCURRENCY: _c, GUNICORN_CMD_ARGS: _g, DJANGO_SETTINGS_MODULE: _d, ...rest } = process.env;
  return { ...rest, PYTHONDONTWRITEBYTECODE: '1', ...settings };
}

function served(body: string): number {
  return Number(/id="served">(\d+)</.exec(body)?.[1]);
}

function get(port: number, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      const chunksAt: number[] = [];
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        chunksAt.push(performance.now() - began);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), chunksAt }),
      );
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

async function answers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const status = await get(port, '/healthz').then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`gunicorn did not answer on port ${port}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

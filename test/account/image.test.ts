// The image, asked of a registry of this test's own: tokens, lists of platforms, single images, and every way in which it says no.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imageReference } from '../../src/account/image/reference.js';
import { checkImage, imageRefusal } from '../../src/account/index.js';
import { defaultConfig, overlayConfig } from '../../src/generator/index.js';
import { imageText } from '../../src/report/account-text.js';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const SINGLE = 'application/vnd.docker.distribution.manifest.v2+json';
const platforms = (...names: string[]) => ({
  manifests: names.map((name) => {
    const [os, architecture] = name.split('/');
    return { platform: { os, architecture } };
  }),
});

const MANIFESTS: Readonly<Record<string, { readonly type: string; readonly body: object } | undefined>> = {
  '/v2/shop/app/manifests/both': {
    type: INDEX,
    body: platforms('linux/amd64', 'linux/arm64', 'unknown/unknown'),
  },
  '/v2/shop/app/manifests/arm': { type: INDEX, body: platforms('linux/arm64') },
  '/v2/shop/app/manifests/single': { type: SINGLE, body: { config: { digest: 'sha256:c0' } } },
  '/v2/shop/app/manifests/odd': { type: SINGLE, body: { hello: 'world' } },
};

let server: Server;
let host: string;
const asked: IncomingMessage[] = [];

type Said = readonly [status: number, body?: object, headers?: object];

/** Undefined: nothing is ever said. */
function answerTo({ url = '', headers: { authorization } }: IncomingMessage): Said | undefined {
  const { pathname, searchParams } = new URL(url, `http://${host}`);
  if (pathname === '/token') return [200, { token: `for ${searchParams.get('scope')}` }];
  if (pathname.includes('/secret/')) return [401, {}, { 'www-authenticate': 'Basic realm="ours"' }];
  if (pathname.includes('/busy/')) return [429];
  if (pathname.includes('/silent/')) return undefined;
  if (authorization !== 'Bearer for repository:shop/app:pull') {
    const words = `Bearer realm="http://${host}/token",service="ours",scope="repository:shop/app:pull"`;
    return [401, {}, { 'www-authenticate': words }];
  }
  if (pathname === '/v2/shop/app/blobs/sha256:c0') return [307, {}, { location: `http://${host}/elsewhere` }];
  // Where a registry keeps its blobs: the token is not for it.
  if (pathname === '/elsewhere') return [200, { os: 'linux', architecture: 'amd64' }];
  const found = MANIFESTS[pathname];
  return found === undefined ? [404] : [200, found.body, { 'content-type': found.type }];
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  asked.push(request);
  const said = answerTo(request);
  if (said === undefined) return;
  const [status, body = {}, headers = {}] = said;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

beforeAll(async () => {
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.closeAllConnections());

const look = (image: string, { instanceType = 't3.micro', userData = 'docker pull', patienceMs = 2_000 } = {}) => {
  const name = image.startsWith('127.') ? image : `${host}/${image}`;
  const amiParameter = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64';
  const config = overlayConfig(defaultConfig('demo'), {
    app: { image: name },
    launchTemplate: instanceType === 't3.micro' ? {} : { instanceType, amiParameter },
  });
  return checkImage(config, { userData, patienceMs });
};

describe('what a registry gives to everybody', () => {
  test('an image for several platforms fits either kind of machine; its attestations are no platform', async () => {
    const seen = await look('shop/app:both');
    expect(seen).toMatchObject({
      verdict: 'fits',
      platform: 'linux/amd64',
      said: 'is there for linux/amd64, linux/arm64',
    });
    expect(imageRefusal(seen)).toBeUndefined();
    expect(imageText(seen)).toMatch(/^image {4}127\.0\.0\.1:\d+\/shop\/app:both\n {9}is there for linux\/amd64/);
    expect(await look('shop/app:both', { instanceType: 't4g.micro' })).toMatchObject({ verdict: 'fits' });
  });

  test('one for another processor is refused, with the line that builds the right one', async () => {
    const seen = await look('shop/app:arm');
    expect(imageRefusal(seen)).toMatchObject({
      message: expect.stringContaining('is there for linux/arm64, and the machines are linux/amd64'),
      fix: expect.stringContaining('docker build --platform linux/amd64'),
    });
    expect(await look('shop/app:arm', { instanceType: 't4g.micro' })).toMatchObject({ verdict: 'fits' });
  });

  test('an image for one platform says it in its configuration, wherever that lies', async () => {
    expect(await look('shop/app:single')).toMatchObject({ verdict: 'fits' });
    expect(await look('shop/app:single', { instanceType: 'm7g.large' })).toMatchObject({ verdict: 'wrong platform' });
  });

  test('the token is everybody’s, and each kind of manifest is accepted', async () => {
    asked.length = 0;
    await look('shop/app:both');
    const [, token, manifest] = asked;
    expect(token?.url).toBe('/token?service=ours&scope=repository%3Ashop%2Fapp%3Apull');
    expect(token?.headers.authorization).toBeUndefined();
    expect(manifest?.headers.accept).toContain(INDEX);
    expect(manifest?.headers.accept).toContain(SINGLE);
  });
});

describe('what it does not give', () => {
  test('a missing one is refused', async () => {
    expect(imageRefusal(await look('shop/app:none'))).toMatchObject({
      message: expect.stringMatching(/^app\.image: 127\.0\.0\.1:\d+ has no shop\/app:none$/),
      fix: expect.stringContaining('ha-lab image push'),
    });
  });

  test('a private one is refused: the machines have no password, unless their user data signs in', async () => {
    expect(imageRefusal(await look('secret/app:1'))).toMatchObject({
      message: expect.stringContaining('the machines sign in nowhere'),
      fix: expect.stringContaining('public.ecr.aws'),
    });
    const userData = 'aws ecr get-login-password | docker login --username AWS --password-stdin x';
    const seen = await look('secret/app:1', { userData });
    expect(seen).toMatchObject({ verdict: 'not checked', said: expect.stringContaining('user-data.sh') });
    expect(imageRefusal(seen)).toBeUndefined();
  });

  test.each([
    ['busy/app:1', 'asked too often'],
    ['silent/app:1', 'gave no answer within 0.2 s'],
    ['shop/app:odd', 'answered what no registry answers'],
    ['127.0.0.1:1/shop/app:1', /could not be reached \((ECONNREFUSED|bad port)\)/],
  ])('%s: not checked, and it is said why', async (image, why) => {
    const seen = await look(image, { patienceMs: 200 });
    expect(seen).toMatchObject({ verdict: 'not checked', said: expect.stringMatching(why) });
    expect(imageRefusal(seen)).toBeUndefined();
    expect(imageText(seen)).toContain('not checked: ');
  });
});

test.each([
  ['nginx', 'https://registry-1.docker.io', 'library/nginx', 'latest'],
  ['shop/app:2', 'https://registry-1.docker.io', 'shop/app', '2'],
  ['docker.io/shop/app', 'https://registry-1.docker.io', 'shop/app', 'latest'],
  ['public.ecr.aws/abc/app:1', 'https://public.ecr.aws', 'abc/app', '1'],
  ['localhost:5000/app:1', 'http://localhost:5000', 'app', '1'],
  ['registry.example:8443/a/b/c:1@sha256:ab', 'https://registry.example:8443', 'a/b/c', 'sha256:ab'],
])('%s is asked of %s', (image, url, repository, reference) =>
  expect(imageReference(image)).toMatchObject({ url, repository, reference }),
);

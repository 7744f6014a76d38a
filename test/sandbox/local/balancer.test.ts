// The real load balancer by itself: what it refuses and with which code, what it passes on and how, and what it counts and logs of that.

import { connect, type Socket } from 'node:net';
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  type Action,
  CreateRuleCommand,
  DescribeListenersCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InMemoryLab } from '../../../src/lab/in-memory.js';
import { deployedLab, MINUTES } from '../../helpers/deployed.js';
import { type OpenBalancer, openBalancer } from './open-balancer.js';
import { LARGE, type ScriptedTarget, scriptedTarget } from './scripted-target.js';

/** The idle timeout of 60 s is a second, and the connect timeout of 10 s a sixth. */
const FACTOR = 60;

let stack: InMemoryLab;
let targets: readonly ScriptedTarget[];
let balancer: OpenBalancer;
let from: Date;
const targetOf = new Map<string, ScriptedTarget>();

beforeAll(async () => {
  stack = await deployedLab('balancer', { alarms: { actionsEnabled: false } });
  targets = [await scriptedTarget('one'), await scriptedTarget('two')];
  // Until each of the load balancer's nodes has seen both targets healthy.
  stack.sandbox.run(stack.sandbox.now + 5 * MINUTES);
  from = new Date(stack.sandbox.now - MINUTES);
  await addRules();
  balancer = await openBalancer(stack, FACTOR, ({ instanceId }) => {
    const target = targetOf.get(instanceId) ?? targets[targetOf.size % 2];
    if (target === undefined) throw new Error('no target');
    targetOf.set(instanceId, target);
    return target.address;
  });
});
afterAll(async () => {
  await balancer?.stop();
  await Promise.all((targets ?? []).map((target) => target.close()));
});

async function addRules(): Promise<void> {
  const { clients } = stack.lab;
  const [LoadBalancerArn] = Object.keys(stack.sandbox.world.elbv2.loadBalancers);
  const { Listeners = [] } = await clients.elbv2.send(new DescribeListenersCommand({ LoadBalancerArn }));
  const ListenerArn = Listeners[0]?.ListenerArn;
  const rules: readonly (readonly [string, Action])[] = [
    [
      '/teapot',
      {
        Type: 'fixed-response',
        FixedResponseConfig: { StatusCode: '418', ContentType: 'application/json', MessageBody: '{"ü":1}' },
      },
    ],
    ['/empty', { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }],
    ['/old/*', { Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', Path: '/new/#{path}' } }],
    [
      '/away',
      {
        Type: 'redirect',
        RedirectConfig: {
          StatusCode: 'HTTP_302',
          Protocol: 'HTTPS',
          Port: '443',
          Host: 'www.#{host}',
          Query: 'from=#{port}&#{query}',
        },
      },
    ],
  ];
  for (const [index, [path, action]] of rules.entries()) {
    const Conditions = [{ Field: 'path-pattern', Values: [path] }];
    await clients.elbv2.send(
      new CreateRuleCommand({ ListenerArn, Priority: index + 1, Conditions, Actions: [action] }),
    );
  }
}

interface Talk {
  readonly socket: Socket;
  heard(): string;
  /** All that came until the other side ended it; 'reset' behind it if it broke. */
  readonly ended: Promise<string>;
  until(pattern: RegExp): Promise<string>;
}

function talk(...texts: readonly string[]): Talk {
  const { hostname, port } = new URL(balancer.door.url);
  const socket = connect(Number(port), hostname);
  let heard = '';
  let broke = '';
  let look = (): void => {};
  socket.setEncoding('latin1').on('data', (piece: string) => {
    heard += piece;
    look();
  });
  socket.on('error', () => {
    broke = 'reset';
  });
  const ended = new Promise<string>((resolve) => socket.on('close', () => resolve(heard + broke)));
  for (const text of texts) socket.write(text, 'latin1');
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      look = () => pattern.test(heard) && resolve(heard);
      look();
      void ended.then(() => reject(new Error(`ended: ${heard}${broke}`)));
    });
  return { socket, heard: () => heard, ended, until };
}

const HOST = 'Host: shop.example\r\n';
const get = (path: string, ...lines: readonly string[]): string =>
  `GET ${path} HTTP/1.1\r\n${HOST}${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
const CLOSE = 'Connection: close';

/** Of the line of the access log that holds this: codes of load balancer and target, action, redirect, classification. */
function logged(text: string): string {
  const line = balancer.log.find((one) => one.includes(text)) ?? '';
  const [, , , , , , , , elb, target] = line.split(' ');
  const [action, location, , , , tier, reason] = line.slice(line.lastIndexOf('Z "') + 2).match(/"[^"]*"/g) ?? [];
  return [elb, target, action, location, tier, reason].join(' ').replaceAll('"', '');
}

describe('what is passed on', () => {
  test('ALB-21 in turn to both, from each node; connections to clients and targets are used again', async () => {
    const opened = targets.map(({ connections }) => connections());
    const { heard, until, socket } = talk();
    for (let count = 1; count <= 8; count += 1) {
      socket.write(get(`/turn-${count}`));
      await until(new RegExp(`^(HTTP/1.1 200 OK[\\s\\S]*?(one|two)){${count}}$`));
    }
    expect(
      heard()
        .match(/(one|two)(?=HTTP|$)/g)
        ?.sort(),
    ).toEqual([...Array(4).fill('one'), ...Array(4).fill('two')]);
    expect(
      targets.map(({ connections }, index) => connections() - (opened[index] ?? 0)).every((more) => more <= 1),
    ).toBe(true);
    socket.destroy();
  });

  test('requests sent at once are answered in their order', async () => {
    const { ended } = talk(get('/chunked') + get('/not-modified') + get('/a') + get('/b', CLOSE));
    const codes = [...(await ended).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code);
    expect(codes).toEqual(['200', '304', '200', '200']);
  });

  test('chunks as they are, and without their framing for HTTP/1.0', async () => {
    expect(await talk(get('/chunked', CLOSE)).ended).toMatch(
      /chunked\r\n[\s\S]*\r\n\r\n4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\n\r\n$/,
    );
    const plain = await talk('GET /chunked HTTP/1.0\r\n\r\n').ended;
    expect(plain).toMatch(/\r\nConnection: close\r\n\r\nWikipedia$/);
    expect(plain).not.toMatch(/chunked/i);
  });

  test('bodies of requests by length, in chunks, and byte by byte; HEAD has none in its answer', async () => {
    expect(await talk(`POST / HTTP/1.1\r\n${HOST}${CLOSE}\r\nContent-Length: 5\r\n\r\nhello`).ended).toMatch(
      /(one|two)hello$/,
    );
    const { socket, ended } = talk();
    for (const byte of `POST / HTTP/1.1\r\n${HOST}${CLOSE}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`) {
      socket.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await ended).toMatch(/(one|two)5\r\nhello\r\n$/);
    expect(await talk(`HEAD / HTTP/1.1\r\n${HOST}${CLOSE}\r\n\r\n`).ended).toMatch(
      /Content-Length: 5\r\nConnection: close\r\n\r\n$/,
    );
  });

  test('Expect: 100-continue is the target’s to answer', async () => {
    const { until, socket } = talk(`POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nExpect: 100-continue\r\n\r\n`);
    await until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    socket.write('hello');
    await until(/hello$/);
    socket.destroy();
  });

  test('three megabytes to a client that reads slowly, whole', async () => {
    const { socket, ended } = talk(get('/large', CLOSE));
    const slow = setInterval(() => (socket.isPaused() ? socket.resume() : socket.pause()), 1);
    const answer = await ended;
    clearInterval(slow);
    expect(answer.length - answer.indexOf('\r\n\r\n') - 4).toBe(LARGE.length);
  });

  test('an answer that ends with its connection', async () => {
    expect(await talk(get('/until-close')).ended).toMatch(/\r\nConnection: close\r\n\r\nuntil the end$/);
  });
});

describe('ALB-40 what a target does wrong is a 502, and a half answer a broken connection', () => {
  test.each(['/nonsense', '/long-head', '/close', '/reset', '/bad-chunk'])('%s', async (path) => {
    expect(await talk(get(path, CLOSE)).ended).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\nServer: awselb\/2\.0\r\n/);
    expect(logged(` http://shop.example:80${path} `)).toBe('502 - forward - - -');
  });

  test('a body that ends too soon', async () => {
    expect(await talk(get('/half')).ended).toMatch(/halfreset$/);
    expect(logged('/half')).toBe('200 200 forward - - -');
  });
});

describe('ALB-40 what is refused: no target hears of it, the connection ends, it is counted and logged', () => {
  const POST = `POST /refused HTTP/1.1\r\n${HOST}`;
  test.each([
    ['two lengths', `${POST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`, 400, 'Severe MultipleContentLength'],
    ['an unknown coding', `${POST}Transfer-Encoding: gzip\r\n\r\n`, 501, '- -'],
    ['bare line feeds', `GET /refused HTTP/1.1\nHost: x\n\n`, 400, 'Severe BadHeader'],
    ['a field over two lines', get('/refused', 'A: b', ' c'), 400, 'Severe BadHeader'],
    ['headers beyond 64 KB', get('/refused', ...Array(5).fill(`A: ${'b'.repeat(15_000)}`)), 400, '- -'],
    ['endless headers', `GET /refused HTTP/1.1\r\nA: ${'b'.repeat(70_000)}`, 400, '- -'],
    ['TRACE', `TRACE /refused HTTP/1.1\r\n${HOST}\r\n`, 405, '- -'],
    ['thirty-one forwarders', get('/refused', `X-Forwarded-For: ${Array(31).fill('1.2.3.4').join(', ')}`), 463, '- -'],
    ['another version', `GET /refused HTTP/3.0\r\n${HOST}\r\n`, 505, '- -'],
  ])('%s', async (_, text, code, classification) => {
    const before = balancer.log.length;
    // What follows is not read: it might be a request that somebody hid in the body.
    expect(await talk(text + get('/smuggled')).ended).toMatch(
      new RegExp(`^HTTP/1\\.1 ${code} [\\s\\S]*Connection: close\\r\\n(?![\\s\\S]*HTTP/1)`),
    );
    expect(balancer.log).toHaveLength(before + 1);
    expect(balancer.log.at(-1)).toMatch(
      new RegExp(` - -1 -1 -1 ${code} - .* "-" "-" "-" "-" "${classification.replace(' ', '" "')}"$`),
    );
    for (const target of targets) expect(target.received()).not.toMatch(/refused|smuggled/);
  });

  test('a chunk that is none: what the target has of the request is cut off', async () => {
    const { until, socket, ended } = talk(
      `POST /slowly HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`,
    );
    socket.write('3\nabc\r\n0\r\n\r\n');
    await until(/^HTTP\/1\.1 400 /);
    await ended;
    expect(logged('/slowly')).toBe('400 - forward - - -');
  });
});

describe('ALB-04 attributes of the load balancer, for the next request on', () => {
  const attribute = async (Key: string, Value: string): Promise<void> => {
    const { loadBalancerArn: LoadBalancerArn } = balancer.door;
    await stack.lab.clients.elbv2.send(
      new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [{ Key, Value }] }),
    );
  };
  const seen = (): string => targets.map(({ received }) => received()).join('');
  /** Two ways to say where the body ends; who reads the other one takes what follows for a request. */
  const doubtful = (path: string): string =>
    `POST ${path} HTTP/1.1\r\n${HOST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;

  test('desync_mitigation_mode defensive: it is passed on in one reading, and neither connection is used again', async () => {
    // So that each target has a connection that rests.
    for (let turn = 0; turn < 4; turn += 1) await talk(get('/rest', CLOSE)).ended;
    const opened = targets.map(({ connections }) => connections());
    const answer = await talk(doubtful('/defensive') + get('/smuggled')).ended;
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*Connection: close\r\n(?![\s\S]*HTTP\/1)/);
    expect(logged('/defensive ')).toBe('200 200 forward - Ambiguous BothTeClPresent');
    expect(seen().match(/POST \/defensive[\s\S]*?\r\n\r\n/)?.[0]).not.toMatch(/Content-Length/);
    expect(seen()).not.toContain('/smuggled');
    for (let turn = 0; turn < 4; turn += 1) await talk(get('/after', CLOSE)).ended;
    const more = targets.map(({ connections }, index) => connections() - (opened[index] ?? 0));
    expect(more.sort()).toEqual([0, 1]);
  });

  test('monitor: it is passed on like any other; strictest: it is refused, and what is only unusual as well', async () => {
    await attribute('routing.http.desync_mitigation_mode', 'monitor');
    expect(await talk(doubtful('/monitor') + get('/behind', CLOSE)).ended).toMatch(/ 200 OK[\s\S]* 200 OK/);
    expect(logged('/monitor ')).toBe('200 200 forward - Ambiguous BothTeClPresent');
    await attribute('routing.http.desync_mitigation_mode', 'strictest');
    expect(await talk(doubtful('/strictest')).ended).toMatch(/^HTTP\/1\.1 400 /);
    expect(await talk(get('/strictest', 'Content-Length: 0')).ended).toMatch(/^HTTP\/1\.1 400 /);
    expect(logged('GET http://shop.example:80/strictest ')).toBe('400 - - - Acceptable GetHeadZeroContentLength');
    expect(seen()).not.toContain('/strictest');
    await attribute('routing.http.desync_mitigation_mode', 'defensive');
    expect(await talk(get('/lenient', 'Content-Length: 0', CLOSE)).ended).toMatch(/^HTTP\/1\.1 200 /);
    expect(logged('/lenient ')).toBe('200 200 forward - Acceptable GetHeadZeroContentLength');
  });

  test('the fields of a request on its way', async () => {
    await attribute('routing.http.xff_client_port.enabled', 'true');
    await attribute('routing.http.drop_invalid_header_fields.enabled', 'true');
    const { socket, ended } = talk(get('/fields', 'X_Bad: 1', 'X-Forwarded-For: 203.0.113.7', CLOSE));
    const port = await new Promise((resolve) => socket.once('ready', () => resolve(socket.localPort)));
    await ended;
    const sent = seen().match(/GET \/fields [\s\S]*?\r\n\r\n/)?.[0] ?? '';
    expect(sent).toContain(`\r\nX-Forwarded-For: 203.0.113.7, 127.0.0.1:${port}\r\n`);
    expect(sent).not.toContain('X_Bad');
    await attribute('routing.http.drop_invalid_header_fields.enabled', 'false');
    await attribute('routing.http.xff_client_port.enabled', 'false');
  });
});

describe('ALB-40 clients that are slow, or gone', () => {
  test.each([
    ['half a head', 'GET /half-a-head HTTP/1.1\r\nHost: x\r\n', /^HTTP\/1\.1 408 Request Time-out\r\n/],
    ['half a body', `POST /half-a-body HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\nabc`, /^HTTP\/1\.1 408 /],
    ['nothing', '', /^$/],
    ['nothing more after an answer', get('/'), /^HTTP\/1\.1 200 OK[\s\S]*(one|two)$/],
  ])('%s, then silence for the idle timeout', async (_, text, expected) => {
    const started = performance.now();
    expect(await talk(text).ended).toMatch(expected);
    expect(performance.now() - started).toBeGreaterThan(900);
  });

  test('a head that comes byte by byte has as long as the idle timeout, not longer', async () => {
    const { socket, ended } = talk();
    const slowly = setInterval(() => socket.write('a'), 100);
    expect(await ended).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(slowly);
  });

  test('460: it left while the target thought; 400: in the middle of its body, or of its head', async () => {
    const before = balancer.log.length;
    for (const text of [
      get('/never'),
      `POST /left HTTP/1.1\r\n${HOST}Content-Length: 9\r\n\r\nabc`,
      'GET /left-early HTTP',
    ]) {
      const { socket, ended } = talk(text);
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.destroy();
      await ended;
    }
    await expect.poll(() => balancer.log.length).toBe(before + 3);
    expect(logged('/never ')).toBe('460 - forward - - -');
    expect(logged('/left ')).toBe('400 - forward - - -');
    expect(balancer.log.at(-1)).toMatch(/ 400 - 20 0 "- http:\/\/-:80- -" /);
  });

  test('504: no answer for the idle timeout', async () => {
    expect(await talk(get('/never?504', CLOSE), '').ended).toMatch(/^HTTP\/1\.1 504 Gateway Time-out\r\n/);
  });
});

describe('what rules answer', () => {
  test('a fixed response with its own type and body, and an empty one', async () => {
    const answer = Buffer.from(await talk(get('/teapot', CLOSE)).ended, 'latin1').toString();
    expect(answer).toMatch(
      /^HTTP\/1\.1 418 \r\n[\s\S]*Content-Type: application\/json; charset=utf-8\r\nContent-Length: 8\r\n[\s\S]*\r\n\r\n\{"ü":1\}$/,
    );
    expect(await talk(get('/empty', CLOSE)).ended).toMatch(
      /^HTTP\/1\.1 503 [\s\S]*Content-Length: 0\r\nConnection: close\r\n\r\n$/,
    );
    expect(logged('/teapot')).toBe('418 - fixed-response - - -');
  });

  test('a redirect leads where the rule says, in the words of the request', async () => {
    const location = async (text: string): Promise<string | undefined> =>
      (await talk(text).ended).match(/^HTTP\/1\.1 30[12] [\s\S]*\r\nLocation: (.*)\r\n/)?.[1];
    expect(await location(get('/old/a/b?c=d', CLOSE))).toBe('http://shop.example:80/new/old/a/b?c=d');
    expect(await location(get('/away?c=d', CLOSE))).toBe('https://www.shop.example:443/away?from=80&c=d');
    expect(logged('/away')).toBe('302 - redirect https://www.shop.example:443/away?from=80&c=d - -');
    // A browser on this computer finds the listener where it really is.
    const { host } = new URL(balancer.door.url);
    expect(await location(`GET /old/x HTTP/1.1\r\nHost: ${host}\r\n${CLOSE}\r\n\r\n`)).toBe(
      `${balancer.door.url}/new/old/x`,
    );
  });
});

describe('which target', () => {
  const attribute = async (Key: string, Value: string): Promise<void> => {
    const TargetGroupArn = stack.lab.outputs.targetGroupArn;
    await stack.lab.clients.elbv2.send(
      new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [{ Key, Value }] }),
    );
  };

  test('ALB-21 least outstanding requests: who has none under way gets all', async () => {
    await attribute('load_balancing.algorithm.type', 'least_outstanding_requests');
    const busy = talk(get('/never?busy'));
    await expect.poll(() => targets.filter((target) => target.received().includes('?busy'))).toHaveLength(1);
    const other = targets.find((target) => !target.received().includes('?busy'));
    for (let count = 0; count < 5; count += 1) await talk(get(`/least-${count}`, CLOSE)).ended;
    expect(other?.received().match(/GET \/least-/g)).toHaveLength(5);
    busy.socket.destroy();
    await busy.ended;
    await attribute('load_balancing.algorithm.type', 'round_robin');
  });

  test('ALB-30 at the end of a drain its requests get their 502, the others go on', async () => {
    const [instanceId = ''] = targetOf.keys();
    const waiting = Array.from({ length: 4 }, () => talk(get('/never?cut')));
    await expect.poll(() => targets.every((target) => target.received().split('?cut').length === 3)).toBe(true);
    balancer.cut(instanceId, stack.lab.outputs.targetGroupArn);
    await expect.poll(() => waiting.map(({ heard }) => heard().slice(9, 12)).sort()).toEqual(['', '', '502', '502']);
    const before = balancer.log.length;
    for (const { socket } of waiting) socket.destroy();
    await expect.poll(() => balancer.log.length).toBe(before + 2);
  });
});

test('CW-06 what CloudWatch has counted is what the access log says', async () => {
  const { lab, sandbox } = stack;
  const counted = async (MetricName: string): Promise<number> => {
    const { Datapoints = [] } = await lab.clients.cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/ApplicationELB',
        MetricName,
        Dimensions: [{ Name: 'LoadBalancer', Value: balancer.door.loadBalancerArn.split(':loadbalancer/')[1] }],
        StartTime: from,
        EndTime: new Date(sandbox.now + MINUTES),
        Period: 60,
        Statistics: ['Sum'],
      }),
    );
    return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  };
  const lines = (codes: RegExp): number => balancer.log.filter((line) => codes.test(line)).length;
  const own = (codes: string): RegExp => new RegExp(` ${codes} - \\d+ \\d+ "`);
  const expected = {
    HTTPCode_ELB_4XX_Count: lines(own('4\\d\\d')),
    HTTPCode_ELB_502_Count: lines(own('502')),
    HTTPCode_ELB_504_Count: lines(own('504')),
    HTTPCode_Target_2XX_Count: lines(/ 200 200 /),
    HTTP_Fixed_Response_Count: lines(/"fixed-response"/),
    HTTP_Redirect_Count: lines(/"redirect"/),
  };
  const seen = async (): Promise<object> => {
    const names = Object.keys(expected);
    const counts = await Promise.all(names.map(counted));
    return Object.fromEntries(names.map((name, index) => [name, counts[index]]));
  };
  await expect.poll(seen, { timeout: 5_000 }).toEqual(expected);
});

test('ALB-25 a zone without power: whoever asked a machine in it hears nothing, no reset, until the idle timeout', async () => {
  const waiting = Array.from({ length: 4 }, () => talk(get('/never?dark')));
  await expect.poll(() => targets.every((target) => target.received().split('?dark').length === 3)).toBe(true);
  const [dark = ''] = targetOf.keys();
  const zone = stack.sandbox.world.ec2.instances[dark]?.availabilityZone ?? '';
  stack.sandbox.act({ kind: 'zone-power', zone, on: false });
  // Its processes are killed; the computer that they ran on would have sent nothing.
  await targetOf.get(dark)?.close();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(waiting.map(({ heard }) => heard())).toEqual(['', '', '', '']);
  await Promise.all(waiting.map(({ until }) => until(/^HTTP\/1\.1 504 /)));
});

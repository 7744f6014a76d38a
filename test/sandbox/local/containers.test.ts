// What a container is made of, whose it is, and which ranges and engines are in question: the rules behind `--fleet docker`, without an engine.

import { describe, expect, test } from 'vitest';
import type { HostedApp } from '../../../src/sandbox/fleet/app-host.js';
import { connections, placeOf } from '../../../src/sandbox/local/containers/connections.js';
import { isLeftOver, LABELS, ownerText, parseOwner } from '../../../src/sandbox/local/containers/labels.js';
import { hostRoutes, overlaps } from '../../../src/sandbox/local/containers/ranges.js';
import { application, burner } from '../../../src/sandbox/local/containers/specification.js';

describe('the engine', () => {
  const home = '/home/ada';
  const places = (around: object): unknown => {
    const found = connections({ home, ...around });
    return found === 'elsewhere' ? found : found.map(placeOf);
  };

  test('is looked for where one listens usually; the rootless one only where there is a run-time folder', () => {
    expect(places({ XDG_RUNTIME_DIR: '/run/user/1000' })).toEqual([
      '/var/run/docker.sock',
      '/run/user/1000/docker.sock',
      '/home/ada/.docker/run/docker.sock',
      '/home/ada/.docker/desktop/docker.sock',
    ]);
    expect(places({})).not.toContain('/run/user/1000/docker.sock');
  });

  test.each([
    ['unix:///tmp/x/docker.sock', ['/tmp/x/docker.sock']],
    ['tcp://127.0.0.1:2376', ['127.0.0.1:2376']],
    ['tcp://localhost', ['localhost:2375']],
    ['tcp://192.0.2.7:2375', 'elsewhere'],
    ['ssh://ada@example.org', 'elsewhere'],
  ])('DOCKER_HOST=%s', (DOCKER_HOST, wanted) => {
    expect(places({ DOCKER_HOST })).toEqual(wanted);
  });
});

describe('what is left over', () => {
  const labels = (workbook: string, pid: number, host = 'here'): Record<string, string> => ({
    [LABELS.workbook]: workbook,
    [LABELS.owner]: ownerText({ host, pid, token: 'a1b2c3' }),
  });
  const newcomer = { workbook: '/books/mine', host: 'here' };
  const lives = (pid: number): boolean => pid === 1;

  test.each([
    ['the same workbook’s: only one process serves it', labels('/books/mine', 1), true],
    ['another workbook’s, whose server is dead', labels('/books/other', 2), true],
    ['another workbook’s, which is being served', labels('/books/other', 1), false],
    ['another computer’s: its processes are not known here', labels('/books/mine', 2, 'there'), false],
    ['what says nothing of us', { maintainer: 'somebody' }, false],
  ])('%s', (_, carried, wanted) => {
    expect(isLeftOver(carried, newcomer, lives)).toBe(wanted);
  });

  test('an owner is read as it is written', () => {
    const owner = { host: 'ada.example.org', pid: 4_711, token: 'ffeedd' };
    expect(parseOwner(ownerText(owner))).toEqual(owner);
  });
});

describe('ranges', () => {
  test.each([
    ['10.0.0.0/16', '10.0.128.0/20', true],
    ['10.0.0.0/16', '10.1.0.0/16', false],
    ['192.168.1.9/24', '192.168.0.0/16', true],
    ['fe80::1/64', '10.0.0.0/16', false],
  ])('%s and %s', (one, other, wanted) => {
    expect(overlaps(one, other)).toBe(wanted);
    expect(overlaps(other, one)).toBe(wanted);
  });

  test('routes of this computer, without its default route', () => {
    const table = [
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
      'eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
      'tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0',
      'docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
      '',
    ].join('\n');
    expect(hostRoutes(table)).toEqual([
      { range: '10.0.0.0/8', user: 'a route of this computer (tun0)', remedies: [] },
      { range: '172.17.0.0/16', user: 'a route of this computer (docker0)', remedies: [] },
    ]);
  });
});

describe('a container', () => {
  const app: HostedApp = {
    instanceId: 'i-0123456789abcdef0',
    appId: 7,
    name: 'django',
    privateIpAddress: '10.0.128.17',
    port: 8_000,
    vcpus: 2,
    workers: 2,
    threads: 64,
    environment: {},
  };
  const order = {
    app,
    environment: { WORK_MS: '1.65', INSTANCE_ID: app.instanceId },
    folder: '/books/mine/apps/app-7',
  };
  const around = {
    image: 'sample:1',
    labels: { [LABELS.workbook]: '/books/mine' },
    token: 'a1b2c3',
    cpus: 8,
    published: false,
  };

  test('has the instance’s address, the processors of its type, the order’s environment and the switch files, and no rights', () => {
    const { HostConfig = {}, ...made } = application(order, around, 'vpc-net');
    expect(made).toMatchObject({
      Image: 'sample:1',
      Hostname: 'ip-10-0-128-17',
      Labels: { ...around.labels, [LABELS.instance]: app.instanceId },
    });
    expect(made.NetworkingConfig?.EndpointsConfig).toEqual({
      'vpc-net': { IPAMConfig: { IPv4Address: '10.0.128.17' } },
    });
    expect(made.Env).toEqual(
      expect.arrayContaining([
        'WORK_MS=1.65',
        'DJANGO_ALLOWED_HOSTS=10.0.128.17',
        'HOST=0.0.0.0',
        'PORT=8000',
        'HEALTH_ANSWER_FILE=/run/ha-lab/health-answer',
        'ANSWER_DELAY_FILE=/run/ha-lab/answer-delay',
      ]),
    );
    expect(HostConfig).toMatchObject({
      NanoCpus: 2e9,
      NetworkMode: 'vpc-net',
      CapDrop: ['ALL'],
      Binds: ['/books/mine/apps/app-7:/run/ha-lab:ro,z'],
    });
    expect([made.ExposedPorts, HostConfig.PortBindings]).toEqual([undefined, undefined]);
  });

  test('is promised no more processors than the engine has, which would refuse it', () => {
    expect(application({ ...order, app: { ...app, vcpus: 16 } }, around, 'n').HostConfig?.NanoCpus).toBe(8e9);
  });

  test('is published on a free port of this computer alone, where its own address cannot be reached', () => {
    const made = application(order, { ...around, published: true }, 'n');
    expect(made.HostConfig?.PortBindings).toEqual({ '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] });
    expect(made.ExposedPorts).toEqual({ '8000/tcp': {} });
  });

  test('that burns has one processor and no network; two sandboxes with the same instances do not share its name', () => {
    const made = burner('burn-1', app.instanceId, around);
    expect(made).toMatchObject({ HostConfig: { NanoCpus: 1e9, NetworkMode: 'none' } });
    expect(made.name).not.toBe(burner('burn-1', app.instanceId, { ...around, token: 'ffffff' }).name);
  });
});

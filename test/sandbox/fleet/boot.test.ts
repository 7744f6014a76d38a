// Boot interprets the user data it was given: step by step, with time, CPU and a way out for every step that needs one.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { consoleOutput } from '../../../src/sandbox/fleet/simulated/index.js';
import { Harness, sampleScript } from './harness.js';

const MINUTE = 60_000;

function run(script: string, prepare: (world: Harness) => void = () => {}, minutes = 15): Harness {
  const world = Harness.fresh();
  prepare(world);
  world.boot('i-1', script);
  world.runFor(minutes * MINUTE);
  return world;
}

const machineOf = (world: Harness) => {
  const machine = world.state.machines['i-1'];
  if (machine === undefined) throw new Error('no machine');
  return machine;
};
const said = (world: Harness): string => consoleOutput(world.state, 'i-1') ?? '';
const echoed = (script: string): string[] => {
  const lines = said(run(`#!/bin/bash\n${script}`)).split('\n');
  return lines.filter((line) => line !== '' && !/^\[ /.test(line));
};

/** The template as the generator fills it in. */
function generatedScript(values: Record<string, string | number> = {}): string {
  const template = readFileSync(new URL('../../../templates/cdktf/user-data.sh.ejs', import.meta.url), 'utf8');
  const filled: Record<string, string | number> = {
    IMAGE: 'registry.example.com/django-sample:1',
    CONTAINER_PORT: 8000,
    WORKERS: 2,
    THREADS: 64,
    WORK_MS: 16.5,
    ...values,
  };
  return template
    .replace(/<%-\s*packageManager\s*%>/g, 'dnf')
    .replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(filled[name]));
}

describe('the generated script', () => {
  test('runs step for step, warns of nothing, and serves', () => {
    const world = run(generatedScript());
    expect(said(world)).not.toMatch(/warning|<%|not understood/);
    const steps = world.events('BootStepFinished').map(({ step }) => step);
    expect(steps).toEqual([
      'dnf install -y docker',
      'systemctl enable --now docker',
      'docker pull "$IMAGE"',
      expect.stringMatching(/^docker run -d --name django/),
      'user data',
      'django listens on port 8000',
    ]);
    const [container] = machineOf(world).containers;
    expect(container?.environment).toMatchObject({
      INSTANCE_ID: 'i-1',
      AVAILABILITY_ZONE: 'us-east-1a',
      WORK_MS: '16.5',
      WEB_CONCURRENCY: '2',
    });
    expect(machineOf(world).apps[0]).toMatchObject({ hostPort: 80, port: 8000, workers: 2, threads: 64, workMs: 16.5 });
  });

  test('launch to listening takes one to four minutes, 110 s on average, over many machines', () => {
    const world = Harness.fresh();
    for (let index = 0; index < 200; index += 1) world.boot(`i-${index}`, generatedScript());
    world.runFor(10 * MINUTE);
    const times = world.kernel.journal
      .filter(({ event }) => event.type === 'BootStepFinished' && event.step.includes('listens'))
      .map(({ at }) => (at - world.kernel.startedAt) / 1000);
    expect(times).toHaveLength(200);
    expect(Math.min(...times)).toBeGreaterThan(60);
    expect(Math.max(...times)).toBeLessThan(240);
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    expect(mean).toBeGreaterThan(95);
    expect(mean).toBeLessThan(135);
  });

  test('without a way out the packages cannot be installed, and set -e ends the script', () => {
    const world = run(generatedScript(), ({ around }) => {
      around.blocked['instance>internet'] = { because: 'no route' };
    });
    expect(world.events('BootFailed')).toEqual([
      expect.objectContaining({ instanceId: 'i-1', why: expect.stringContaining('dnf install -y docker') }),
    ]);
    expect(said(world)).toContain('Connection timed out');
    expect(machineOf(world).apps).toEqual([]);
  });

  test('VPC-30 without name resolution it fails the same way, sooner', () => {
    const world = run(generatedScript(), ({ around }) => {
      around.resolves = false;
    });
    expect(said(world)).toContain('Could not resolve host');
    expect(world.events('BootFailed')).toHaveLength(1);
  });

  test('a registry that is unreachable for a while: the loop tries five times, and a later try succeeds', () => {
    const world = Harness.fresh();
    world.boot('i-1', generatedScript());
    while (!world.events('BootStepFinished').some(({ step }) => step.startsWith('systemctl'))) world.runFor(100);
    world.around.blocked['instance>internet'] = { because: 'no route' };
    world.runFor(100_000);
    delete world.around.blocked['instance>internet'];
    world.runFor(5 * MINUTE);
    expect(said(world).match(/Error response from daemon: Get/g)?.length).toBeGreaterThanOrEqual(1);
    expect(machineOf(world).apps).toHaveLength(1);
  });
});

test('EC2-08 user data runs once: after stop and start the container comes back by its policy, without a second run', () => {
  const world = Harness.fresh();
  world.serving(['i-1']);
  world.perform({ kind: 'halt', instanceId: 'i-1', how: 'stop' });
  world.runFor(MINUTE);
  expect(machineOf(world).power).toBe('off');
  const before = world.events('BootStepFinished').filter(({ step }) => step === 'user data').length;
  world.perform({ kind: 'restart', instanceId: 'i-1' });
  world.runFor(2 * MINUTE);
  expect(world.events('BootStepFinished').filter(({ step }) => step === 'user data')).toHaveLength(before);
  expect(world.events('ContainerStarted')).toHaveLength(2);
  expect(world.seen('booted')).toHaveLength(2);
  expect(machineOf(world).apps[0]?.phase).toBe('listening');
});

test('EC2-08 docker that was started but not enabled does not come back after a reboot', () => {
  const world = run(sampleScript().replace('enable --now', 'start'));
  expect(machineOf(world).apps).toHaveLength(1);
  world.perform({ kind: 'reboot', instanceId: 'i-1' });
  world.runFor(5 * MINUTE);
  expect(machineOf(world).apps).toHaveLength(0);
});

test('EC2-08 what is no script is named and not run', () => {
  const world = run('#cloud-config\npackages: [docker]\n');
  expect(world.events('BootFailed')[0]?.why).toContain('cloud-config');
});

test('EC2-09 a container reaches the metadata service with a hop limit of two, not of one', () => {
  const ask =
    "docker exec django curl -s -m 2 -X PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' && echo reached || echo not";
  for (const [metadataHopLimit, word] of [
    [2, 'reached'],
    [1, 'not'],
  ] as const) {
    const world = Harness.fresh();
    world.boot('i-1', `${sampleScript()}${ask}\n`, { metadataHopLimit });
    world.runFor(10 * MINUTE);
    expect(said(world).split('\n')).toContain(word);
  }
});

test('a syntax that is not understood is refused by name and line', () => {
  const world = run('#!/bin/bash\necho one\ncase $1 in\n a) echo a;;\nesac\n');
  expect(world.events('BootFailed')[0]?.why).toBe("line 3: 'case' is not understood by the simulated machine");
});

test('an unknown command is warned of with its line and takes a second', () => {
  const world = run('#!/bin/bash\necho one\nfrobnicate --all\ndate +%s\n');
  expect(said(world)).toMatch(/warning: frobnicate.*\nline 3: frobnicate --all/);
});

test('a wrong port mapping: the machine refuses, the container runs', () => {
  const world = run(sampleScript().replace('-p 80:8000', '-p 80:9000'));
  expect(machineOf(world).apps[0]?.hostPort).toBeUndefined();
  expect(said(world)).toContain('is not published');
});

describe('the shell', () => {
  const table: [string, string[]][] = [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: shell, not TypeScript
    ['A=1; B="$A 2"; echo $B "${C:-none}"', ['1 2 none']],
    ['for i in 1 2 3; do echo $i; [ $i -eq 2 ] && break; done', ['1', '2']],
    ['n=0; until [ $n -ge 3 ]; do n=$((n+1)); done; echo $n', ['3']],
    ['n=0; while true; do ((n++)); if [ "$n" = 4 ]; then break; fi; done; echo $n', ['4']],
    ['f() { echo "got $1"; return 3; }; f x || echo "status $?"', ['got x', 'status 3']],
    ['echo one | grep -q two || echo no', ['no']],
    ['X=$(echo a b | cut -d" " -f2); echo "[$X]"', ['[b]']],
    ['cat > /tmp/f <<EOF\nhello $((1+1))\nEOF\ncat /tmp/f', ['hello 2']],
    ['if ! false; then echo yes; else echo no; fi', ['yes']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: shell, not TypeScript
    ['set -u; echo ${MISSING}; echo never', ['/bin/bash: MISSING: unbound variable']],
    ['set -e; false || echo kept; false; echo never', ['kept']],
    ['exec > >(tee /var/log/user-data.log) 2>&1; echo on', ['on']],
    ['echo {1..3} "$(date +%Y)"', ['1 2 3 2026']],
    ["bash -c 'echo inner $1' x y; echo outer", ['inner y', 'outer']],
    ['sleep 5 & wait; echo waited', ['waited']],
    ['timeout 3 sleep 10; echo $?', ['timed out', '124']],
    ['[[ -n "x" && 2 -gt 1 ]] && echo both', ['both']],
    ['set -o pipefail; false | true; echo $?', ['1']],
  ];
  test.each(table)('%s', (script, lines) => {
    expect(echoed(script)).toEqual(lines);
  });

  test('a busy loop takes one vCPU until it is killed, and its timeout ends it', () => {
    const world = run(
      "#!/bin/bash\ntimeout 300 sh -c 'while :; do :; done' busy-loop >/dev/null 2>&1 &\n",
      undefined,
      1,
    );
    world.sample('i-1');
    world.runFor(MINUTE);
    expect(world.sample('i-1')[0]).toBeCloseTo(50.5, 0);
    world.runFor(5 * MINUTE);
    world.sample('i-1');
    world.runFor(MINUTE);
    expect(world.sample('i-1')[0]).toBeLessThan(1);
    expect(machineOf(world).processes).toEqual([]);
  });
});

// `docker pull` and `docker run`: flags, port mappings, the errors that docker gives for a taken name or port.

import { isKnownImage, startContainer } from '../machine/apps.js';
import { type Egress, egress } from '../network.js';
import { NEVER } from '../processor.js';
import { bootRandom } from '../simulation.js';
import type { Container } from '../state.js';
import { drawRange } from '../timings.js';
import { type Call, hasOption, lastOption, type Parsed, parseOptions, type Result, type Start } from './command.js';

const PULL_THREADS = 0.5;
const CREATE_THREADS = 0.3;

const VALUED = new Set(
  (
    '-p --publish -e --env --env-file --name --restart -v --volume --mount --network --net -m --memory --memory-swap --cpus ' +
    '--cpu-shares --log-driver --log-opt -l --label -u --user -w --workdir --entrypoint -h --hostname --add-host --platform ' +
    '--pull --ulimit --stop-timeout --stop-signal --health-cmd --health-interval --health-retries --health-timeout ' +
    '--health-start-period --dns --expose --cap-add --cap-drop --security-opt --tmpfs --device --ip --link --pid --shm-size'
  ).split(' '),
);

const parse = ({ words }: Call): Parsed => parseOptions(words.slice(words[1] === 'container' ? 3 : 2), VALUED, true);

/** Where an image lives: `host/name` has a host if the first part looks like one. */
function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? (first.split(':')[0] ?? '') : 'registry-1.docker.io';
}

const registry = ({ simulation, machine }: Call, image: string): Egress =>
  egress(simulation, machine, registryOf(image));

/** What the daemon says while the registry cannot be reached. */
const trouble = (image: string, text: string): string =>
  `Error response from daemon: Get "https://${registryOf(image)}/v2/": ${text}`;

function pull(call: Call, image: string): Start {
  const { simulation, machine } = call;
  const { timings } = simulation.state;
  if (image === '' || !/^[a-z0-9][\w./:@-]*$/.test(image)) {
    return { ms: 50, failure: { status: 1, error: `invalid reference format: "${image}"` } };
  }
  const way = registry(call, image);
  const { askingBytes: sentBytes, imagePullBytes: receivedBytes } = timings;
  const exchange = { way, answered: way.ok, sentBytes, receivedBytes };
  if (!way.ok) {
    const ms = way.why === 'names' ? timings.resolveTimeoutMs : timings.pullTimeoutMs;
    return { ms, failure: { status: 1, error: trouble(image, way.text) }, exchange };
  }
  const ms = drawRange(bootRandom(simulation, machine), timings.imagePull) * way.slowdown + way.delayMs;
  return { ms: Math.ceil(ms), threads: PULL_THREADS / way.slowdown, exchange };
}

export function pullStart(call: Call): Start {
  const { rest } = parseOptions(call.words.slice(2), new Set(['--platform']));
  const image = rest[0] ?? '';
  return call.machine.images.includes(image) ? { ms: 800, threads: CREATE_THREADS } : pull(call, image);
}

export function pulled(call: Call): Result {
  const { rest } = parseOptions(call.words.slice(2), new Set(['--platform']));
  const image = rest[0] ?? '';
  return download(call, image) ?? { status: 0, output: `Status: Downloaded newer image for ${image}\n` };
}

/** Puts the image on the machine, if the way to the registry lasted; otherwise what went wrong. */
function download(call: Call, image: string): Result | undefined {
  const { images } = call.machine;
  if (images.includes(image)) return undefined;
  const way = registry(call, image);
  if (!way.ok) return { status: 1, error: trouble(image, way.text) };
  images.push(image);
  return undefined;
}

export function runStart(call: Call): Start {
  const { simulation, machine } = call;
  const image = parse(call).rest[0] ?? '';
  const createMs = drawRange(bootRandom(simulation, machine), simulation.state.timings.containerCreate);
  const refusal = refuse(call);
  if (refusal !== undefined) return { ms: createMs, failure: { status: 125, error: `docker: ${refusal}` } };
  if (machine.images.includes(image)) return { ms: createMs, threads: CREATE_THREADS };
  const pulling = pull(call, image);
  return pulling.failure === undefined
    ? { ...pulling, ms: pulling.ms + createMs }
    : { ...pulling, failure: { ...pulling.failure, status: 125 } };
}

interface Published {
  readonly host: number;
  readonly container: number;
}

/** `80:8000`, `127.0.0.1:80:8000/tcp`; a port bound to the loopback address is not reached from outside. */
function published(parsed: Parsed): Published[] {
  const given = [...(parsed.options['-p'] ?? []), ...(parsed.options['--publish'] ?? [])];
  return given.flatMap((text) => {
    const pieces = text.replace(/\/(tcp|udp)$/, '').split(':');
    const container = Number(pieces.pop());
    const host = Number(pieces.pop() ?? 0);
    const address = pieces.join(':');
    return address === '127.0.0.1' || host === 0 ? [] : [{ host, container }];
  });
}

function refuse(call: Call): string | undefined {
  const { machine } = call;
  const parsed = parse(call);
  if (parsed.rest.length === 0) return "'docker run' requires at least 1 argument.";
  const name = lastOption(parsed, '--name');
  if (name !== undefined && machine.containers.some((one) => one.name === name)) {
    return `Error response from daemon: Conflict. The container name "/${name}" is already in use.`;
  }
  for (const { host } of published(parsed)) {
    const taken = machine.apps.some((app) => app.hostPort === host);
    if (taken) return `Error response from daemon: failed to bind port 0.0.0.0:${host}/tcp: address already in use.`;
  }
  return undefined;
}

function environmentOf(call: Call, parsed: Parsed): Record<string, string> {
  const environment: Record<string, string> = {};
  const files = parsed.options['--env-file'] ?? [];
  const lines = files.flatMap((name) => (call.machine.files[name] ?? '').split('\n'));
  for (const text of [...lines, ...(parsed.options['-e'] ?? []), ...(parsed.options['--env'] ?? [])]) {
    const at = text.indexOf('=');
    if (at > 0) environment[text.slice(0, at)] = text.slice(at + 1);
    else if (text !== '') environment[text] = call.process.variables[text] ?? '';
  }
  return environment;
}

export function createContainer(call: Call): Result {
  const { simulation, machine, words } = call;
  const parsed = parse(call);
  const refusal = refuse(call);
  if (refusal !== undefined) return { status: 125, error: `docker: ${refusal}` };
  const [image = '', ...command] = parsed.rest;
  const failure = download(call, image);
  if (failure !== undefined) return { ...failure, status: 125 };
  const serial = machine.nextPid.toString(16).padStart(4, '0');
  machine.nextPid += 1;
  const container: Container = {
    name: lastOption(parsed, '--name') ?? `container-${serial}`,
    containerId: `${machine.spec.instanceId.slice(-8)}${serial}`,
    image,
    environment: environmentOf(call, parsed),
    command,
    ports: published(parsed),
    restart: lastOption(parsed, '--restart') ?? 'no',
    removeOnExit: hasOption(parsed, '--rm'),
    status: 'created',
    exitCode: 0,
    stoppedByHand: false,
    appId: 0,
  };
  machine.containers.push(container);
  const warning = isKnownImage(image)
    ? {}
    : { error: `warning: what ${image} does is not known here; it is simulated as the Django sample` };
  if (words[1] !== 'create' && words[2] !== 'create') startContainer(simulation, machine, container);
  const detached = hasOption(parsed, '-d', '--detach') || words.includes('create');
  if (detached || container.status !== 'running')
    return { status: 0, output: `${container.containerId}\n`, ...warning };
  return { status: 0, output: '', ...warning, againMs: NEVER };
}

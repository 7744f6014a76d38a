// curl and wget: the metadata service, the machine's own port, the internet.

import { egress, knock } from '../network.js';
import { pageCost } from '../pages.js';
import { containerOf, fileKey } from '../shell/process.js';
import {
  type Call,
  type Command,
  type Commands,
  hasOption,
  lastOption,
  OK,
  type Parsed,
  parseOptions,
  type Result,
  type Start,
} from './command.js';
import { metadata } from './metadata.js';

const VALUED = new Set(
  (
    '-H --header -X --request -o --output -d --data --data-raw -w --write-out -m --max-time --connect-timeout --retry ' +
    '--retry-delay --retry-max-time -u --user -A --user-agent -T --upload-file --cacert -x --proxy -O --tries --timeout -t'
  ).split(' '),
);
/** wget's -O takes a name, curl's does not. */
const CURL_VALUED = new Set([...VALUED].filter((name) => name !== '-O' && name !== '-t'));

const METADATA_HOST = '169.254.169.254';
const LOCAL_MS = 20;
const INTERNET_MS = 400;
const NO_ROUTE_HOP_MS = 3_000;

interface Request {
  readonly parsed: Parsed;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly limitMs: number;
  readonly fails: boolean;
}

function requestOf({ words, simulation }: Call): Request {
  const parsed = parseOptions(words.slice(1), words[0] === 'wget' ? VALUED : CURL_VALUED);
  const url = parsed.rest[0] ?? '';
  const found = /^(?:(https?):\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url);
  const seconds = Number(lastOption(parsed, '--connect-timeout', '-m', '--max-time', '--timeout') ?? Number.NaN);
  return {
    parsed,
    host: found?.[2] ?? '',
    port: Number(found?.[3] ?? (found?.[1] === 'https' ? 443 : 80)),
    path: found?.[4] ?? '/',
    limitMs: Number.isFinite(seconds) ? seconds * 1000 : simulation.state.timings.connectTimeoutMs,
    fails: words[0] === 'wget' || hasOption(parsed, '-f', '--fail'),
  };
}

const isLocal = (call: Call, host: string): boolean =>
  host === 'localhost' || host.startsWith('127.') || host === call.machine.spec.privateIpAddress;

function start(call: Call): Start {
  const { simulation, machine } = call;
  const request = requestOf(call);
  const { host, limitMs } = request;
  if (host === METADATA_HOST) {
    const hops = containerOf(call.process) === undefined ? 1 : 2;
    if (machine.spec.metadataHopLimit >= hops) return { ms: LOCAL_MS };
    return {
      ms: limitMs,
      failure: { status: 28, error: `curl: (28) Failed to connect to ${METADATA_HOST} port 80: Connection timed out` },
    };
  }
  if (isLocal(call, host)) return local(call, request);
  const way = egress(simulation, machine, host, request.port);
  const answered = way.ok && way.delayMs < limitMs;
  const { askingBytes: sentBytes, internetPageBytes: receivedBytes } = simulation.state.timings;
  const exchange = { way, answered, sentBytes, receivedBytes };
  if (way.ok && answered) return { ms: INTERNET_MS + way.delayMs, exchange };
  if (way.ok) return { ms: limitMs, failure: { status: 28, error: 'curl: (28) Connection timed out' }, exchange };
  if (way.why === 'names')
    return { ms: Math.min(limitMs, NO_ROUTE_HOP_MS), failure: { status: 6, error: `curl: (6) ${way.text}` } };
  return { ms: limitMs, failure: { status: 28, error: `curl: (28) ${way.text}` }, exchange };
}

/** A request of the machine to itself: refused, silent while the application hangs, or answered after about a page's CPU time. */
function local(call: Call, { port, path, limitMs, fails }: Request): Start {
  const { machine, simulation } = call;
  const door = knock(machine, port);
  if (door.answer === 'refused') {
    return {
      ms: LOCAL_MS,
      failure: { status: 7, error: `curl: (7) Failed to connect to localhost port ${port}: Connection refused` },
    };
  }
  if (door.answer === 'silence' || door.app.paused) {
    return { ms: limitMs, failure: { status: 28, error: 'curl: (28) Operation timed out' } };
  }
  const { cpuMs, waitMs, statusCode } = pageCost(door.app, path, false, machine, simulation.state.timings);
  const waiting = 1 + machine.processor.jobs.length / 3 / Math.max(1, machine.processor.cores);
  const ms = Math.ceil(cpuMs * waiting + waitMs) + LOCAL_MS;
  if (statusCode < 400 || !fails) return { ms };
  return { ms, failure: { status: 22, error: `curl: (22) The requested URL returned error: ${statusCode}` } };
}

function finish(call: Call): Result {
  const request = requestOf(call);
  const { parsed, host, port, path } = request;
  const answer = answerOf(call, request);
  const format = lastOption(parsed, '-w', '--write-out')
    ?.replace('%{http_code}', String(answer.status))
    .replace(/\\n/g, '\n');
  const target =
    lastOption(parsed, '-o', '--output') ??
    (call.words[0] === 'wget' ? (lastOption(parsed, '-O') ?? 'index.html') : undefined);
  if (target !== undefined && target !== '-' && !target.startsWith('/dev/'))
    call.machine.files[fileKey(call.process, target)] = answer.body;
  if (answer.status >= 400 && request.fails) {
    return {
      status: 22,
      error: `curl: (22) The requested URL returned error: ${answer.status} (${host}:${port}${path})`,
    };
  }
  const shown = target === undefined || target === '-' ? answer.body : '';
  return { ...OK, output: shown + (format ?? '') };
}

function answerOf(
  call: Call,
  { parsed, host, port, path }: Request,
): { readonly status: number; readonly body: string } {
  if (host === METADATA_HOST) {
    const headers = [...(parsed.options['-H'] ?? []), ...(parsed.options['--header'] ?? [])];
    return metadata(call.machine.spec, lastOption(parsed, '-X', '--request') ?? 'GET', path, headers);
  }
  if (!isLocal(call, host)) return { status: 200, body: '' };
  const door = knock(call.machine, port);
  if (door.answer !== 'app') return { status: 502, body: '' };
  const { statusCode } = pageCost(door.app, path, false, call.machine, call.simulation.state.timings);
  return { status: statusCode, body: '' };
}

const request: Command = { start, finish };

export const HTTP: Commands = { curl: request, wget: request };

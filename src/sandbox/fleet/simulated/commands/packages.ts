// Package managers: they need a way out to the repositories, names first. Without one they keep trying, then fail.

import { type Egress, egress } from '../network.js';
import { bootRandom } from '../simulation.js';
import { drawRange } from '../timings.js';
import { type Call, type Command, type Commands, OK, parseOptions, type Result, type Start } from './command.js';

const CPU_THREADS = 0.8;
const ALREADY_INSTALLED_MS = 3_000;
const VALUED = new Set(['--releasever', '--setopt', '--enablerepo', '--disablerepo', '-x', '--exclude']);

const regionOf = ({ machine }: Call): string => machine.spec.availabilityZone.replace(/[a-z]$/, '');

function wanted(call: Call): { readonly verb: string; readonly names: readonly string[] } {
  const { rest } = parseOptions(call.words.slice(1), VALUED);
  const [verb = '', ...names] = rest;
  return { verb, names };
}

/** `docker-24.0.5` and `docker.x86_64` are docker. */
const plainName = (name: string): string => name.replace(/[-.](\d|x86_64|noarch|aarch64).*$/, '');

const repositories = (call: Call): Egress =>
  egress(
    call.simulation,
    call.machine,
    `al2023-repos-${regionOf(call)}-de612dc2.s3.dualstack.${regionOf(call)}.amazonaws.com`,
  );

/** What dnf says while the repositories cannot be reached. */
const trouble = (text: string): string => `Error: Failed to download metadata for repo 'amazonlinux': ${text}`;

function start(call: Call): Start {
  const { simulation, machine } = call;
  const { timings } = simulation.state;
  const { verb, names } = wanted(call);
  if (!/^(install|update|upgrade|makecache|localinstall|groupinstall|reinstall|check-update)$/.test(verb)) {
    return { ms: ALREADY_INSTALLED_MS, threads: CPU_THREADS };
  }
  const installing = verb.includes('install');
  if (installing && names.every((name) => machine.packages.includes(plainName(name)))) {
    return { ms: ALREADY_INSTALLED_MS, threads: CPU_THREADS };
  }
  const way = repositories(call);
  const indexed = machine.packages.includes('(index)');
  const receivedBytes = timings.packageInstallBytes + (indexed ? 0 : timings.packageIndexBytes);
  const exchange = { way, answered: way.ok, sentBytes: timings.askingBytes, receivedBytes };
  if (!way.ok) {
    const ms = way.why === 'names' ? timings.resolveTimeoutMs : timings.packageTimeoutMs;
    return { ms, failure: { status: 1, error: trouble(way.text) }, exchange };
  }
  const random = bootRandom(simulation, machine);
  const index = indexed ? 0 : drawRange(random, timings.packageIndex);
  const ms = (index + drawRange(random, timings.packageInstall)) * way.slowdown + way.delayMs;
  return { ms: Math.ceil(ms), threads: CPU_THREADS / way.slowdown, exchange };
}

function finish(call: Call): Result {
  const { verb, names } = wanted(call);
  const { packages } = call.machine;
  const add = (name: string): void => {
    if (!packages.includes(name)) packages.push(name);
  };
  if (/^(install|update|upgrade|makecache)$/.test(verb)) add('(index)');
  if (verb === 'remove' || verb === 'erase') {
    for (const name of names) {
      const at = packages.indexOf(plainName(name));
      if (at >= 0) packages.splice(at, 1);
    }
    return OK;
  }
  if (!verb.includes('install')) return { status: 0, output: 'Complete!\n' };
  // The way out must last as long as the download.
  const missing = names.some((name) => !packages.includes(plainName(name)));
  const way = missing ? repositories(call) : undefined;
  if (way?.ok === false) return { status: 1, error: trouble(way.text) };
  for (const name of names) add(plainName(name));
  return { status: 0, output: `Installed: ${names.join(' ')}\nComplete!\n` };
}

const manager: Command = { start, finish };

/** `amazon-linux-extras install -y docker`, of Amazon Linux 2. */
const extras: Command = {
  start: (call) =>
    start({ ...call, words: ['yum', 'install', ...call.words.slice(1).filter((word) => word !== 'install')] }),
  finish: (call) =>
    finish({ ...call, words: ['yum', 'install', ...call.words.slice(1).filter((word) => word !== 'install')] }),
};

const notOnAmazonLinux: Command = {
  start: () => ({ ms: 0, failure: { status: 127, error: 'apt-get: command not found (Amazon Linux has dnf)' } }),
  finish: () => OK,
};

export const PACKAGES: Commands = {
  dnf: manager,
  yum: manager,
  'amazon-linux-extras': extras,
  apt: notOnAmazonLinux,
  'apt-get': notOnAmazonLinux,
};

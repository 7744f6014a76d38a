// `ha-lab load`: users against the stack, and what they met.

import { writeFileSync } from 'node:fs';
import { Flags } from '@oclif/core';
import { untilInterrupted } from '../cli/interrupt.js';
import { LabCommand, type Session, TARGET_FLAG } from '../cli/lab-command.js';
import { loadRequest } from '../cli/load-request.js';
import { watchedPass } from '../cli/pass.js';
import { LabError } from '../errors.js';
import { LOAD_PLAN, LOAD_TOOLS, type LoadTool, loadConfig, renderLoadPlan } from '../generator/index.js';
import { deployedOutputs } from '../lab/deploy.js';
import { requireOnePlace } from '../lab/endpoint.js';
import type { Lab } from '../lab/lab.js';
import { type LoadBeat, type LoadRequest, runLoad } from '../lab/load.js';
import { beatLine, liveLoad, loadTitle, shares, summaryText } from '../report/load-text.js';
import { LiveLines } from '../terminal/live.js';

/** On a terminal: ten pictures a second. */
const FRAME_MS = 100;
/** Of an account's own time. */
const ACCOUNT_FRAME_MS = 2_000;
/** In a pipe: at most so many lines, each a whole number of ten seconds long. */
const MOST_LINES = 30;
const LINE_MS = 10_000;

export default class Load extends LabCommand {
  static override summary = 'Users against the stack, and what they met';
  static override description =
    'A closed loop: a user asks, waits for the answer, thinks for about a second, and asks again, so a slow stack gets fewer requests. With --rate an open loop: requests come at that rate whatever the answers, at random as from very many people (Poisson); who has no answer after two minutes gives up, and with 10000 open a further one is not sent, and counted. On a terminal time passes at a pace that can be watched; in a pipe at once. Ctrl-C stops the traffic. With --target aws the users are real: HTTP requests from this machine to the load balancer of this project, and to nothing else unless told so; what is measured includes this machine and its line.';
  static override examples = [
    '<%= config.bin %> load --users 10..100 --ramp 5m --hold 5m',
    '<%= config.bin %> load --users 50 --hold 10m --json',
    '<%= config.bin %> load --users 100 --background   (then: sandbox advance, status)',
    '<%= config.bin %> load --rate 10..200 --ramp 10m',
    '<%= config.bin %> load --stop',
    '<%= config.bin %> load --target aws --users 20 --hold 10m',
    '<%= config.bin %> load --users 20..200 --export k6 --output plan.js',
  ];
  static override flags = {
    ...TARGET_FLAG,
    users: Flags.string({ description: 'Users: a number, or from..to', default: '10..100', helpValue: 'n..m' }),
    ramp: Flags.string({ description: 'Time from the first number of users to the second (default: 5m)' }),
    hold: Flags.string({ description: 'Time at the second number', default: '5m' }),
    path: Flags.string({ description: 'What they ask for', default: '/' }),
    rate: Flags.string({
      description: 'Instead of users: requests per second whatever the answers, a number or from..to (open loop)',
      helpValue: 'n..m',
      exclusive: ['users'],
    }),
    speed: Flags.integer({
      description: 'On a terminal: virtual seconds per second; 0: as fast as possible',
      default: 60,
      min: 0,
      max: 100_000,
    }),
    url: Flags.string({
      description: 'With --target aws: another address for the users than the load balancer’s',
      helpValue: 'http://…',
    }),
    'i-may-load-this': Flags.boolean({
      description: 'The address of --url is not this project’s load balancer, and its owner agrees',
      dependsOn: ['url'],
    }),
    background: Flags.boolean({
      description: 'Start the users and end; they stay until --stop, or for --hold if given',
    }),
    stop: Flags.boolean({ description: 'Stop the traffic that runs', exclusive: ['background', 'export'] }),
    export: Flags.option({
      options: LOAD_TOOLS,
      description: 'The same plan for another tool; prints it',
    })(),
    output: Flags.string({
      description: 'With --export: the file to write',
      helpValue: 'file',
      // Not `dependsOn`: oclif’s usage would show it together with an --export that stands beside --stop already.
      relationships: [{ type: 'all', flags: ['export'] }],
    }),
  };

  async run(): Promise<void> {
    const { flags, metadata } = await this.parse(Load);
    const request = { ...loadRequest(flags), ...elsewhere(flags) };
    const { target } = flags;
    if (target === 'aws' && flags.export === undefined) requireOnePlace('load');
    if (target === 'sandbox' && flags.url !== undefined) throw usersAreSimulated();
    const work = async (session: Session): Promise<void> => {
      if (flags.export !== undefined) return this.export(session, flags.export, request, flags.output);
      if (flags.stop) return this.stop(this.labOf(session));
      const forever = metadata.flags.hold?.setFromDefault === true;
      if (flags.background) return this.background(this.labOf(session), request, forever);
      return this.watch(session, request, flags.speed);
    };
    await this.inSession(flags.project, work, { target });
  }

  private async export(session: Session, tool: LoadTool, request: LoadRequest, file?: string): Promise<void> {
    const { config } = await loadConfig(`${session.project}/ha-lab.json`);
    const { unit, from, to, rampSeconds, holdSeconds, path = '/' } = request;
    const open = unit === 'requests-per-second';
    if (open && tool === 'jmeter') throw noRate();
    const numbers = { ...LOAD_PLAN, baseUsers: from, peakUsers: to, rampSeconds, holdSeconds, path };
    if (to < from) throw onlyUpwards(tool);
    const plan = await renderLoadPlan(open ? 'k6-rate' : tool, config, numbers);
    if (file === undefined) return this.print(plan.trimEnd(), { tool, plan });
    writeFileSync(file, plan);
    this.print(`Written: ${file}   ${loadTitle(request)}`, { tool, file });
  }

  private async stop(lab: Lab): Promise<void> {
    const now = await lab.clock.now();
    const { active = 0, wantedRate } = (await lab.traffic.users(now, now)) ?? {};
    await lab.traffic.stop();
    const stopped = active > 0 || wantedRate !== undefined;
    const what = wantedRate === undefined ? `there were ${active} users` : `it was ${wantedRate} requests per second`;
    const rate = wantedRate === undefined ? {} : { rate: wantedRate };
    this.print(stopped ? `The traffic is stopped; ${what}.` : 'No traffic was running.', {
      stopped,
      users: active,
      ...rate,
    });
  }

  private async background(lab: Lab, request: LoadRequest, forever: boolean): Promise<void> {
    const { holdSeconds, ...untilStopped } = request;
    const wanted = forever ? untilStopped : { ...untilStopped, holdSeconds };
    await lab.traffic.start(wanted);
    const next =
      lab.target === 'aws'
        ? 'next      ha-lab status --target aws · ha-lab load --stop --target aws'
        : 'next      ha-lab sandbox advance 5m · ha-lab status · ha-lab load --stop';
    this.print(`Running: ${loadTitle(wanted)}\n${next}`, { request: wanted });
  }

  private async watch(session: Session, request: LoadRequest, speed: number): Promise<void> {
    const screen = process.stderr.isTTY === true && !this.wantsJson();
    const live = new LiveLines(process.stderr);
    this.say(`load   ${loadTitle(request)}`);
    const { value: result, interrupted } = await untilInterrupted(async (signal) => {
      const { speed: own } = await session.place.when();
      const onAccount = own === undefined;
      // An account's clock goes by itself; the sandbox's is moved, at a pace that can be watched.
      const pass = onAccount ? undefined : watchedPass(own, screen ? speed : 0, signal);
      const lab = session.place.lab(deployedOutputs(session.deployment), pass);
      const startedAt = await lab.clock.now();
      const frameMs = onAccount ? ACCOUNT_FRAME_MS : Math.round(((speed || 600) * FRAME_MS) / 1_000) * 1_000;
      const everyMs = screen ? Math.max(1_000, frameMs) : lineMs(request);
      const show = (beat: LoadBeat): void =>
        screen ? live.draw(liveLoad(beat, request, startedAt)) : this.say(beatLine(beat, startedAt));
      return runLoad(lab, { request: { ...request, whileWatched: true }, everyMs, onBeat: show, signal });
    });
    live.end(false);
    if (result.interrupted) this.say('Interrupted: the traffic is stopped.');
    this.print(
      `${summaryText(result, request)}\nnext      ha-lab status${session.place.target === 'aws' ? ' --target aws' : ''}`,
      {
        request,
        ...result,
        shares: shares(result),
      },
    );
    if (interrupted) process.exitCode = 130;
  }
}

function lineMs({ rampSeconds, holdSeconds }: LoadRequest): number {
  return Math.max(1, Math.ceil(((rampSeconds + holdSeconds) * 1_000) / MOST_LINES / LINE_MS)) * LINE_MS;
}

interface AddressFlags {
  readonly url?: string | undefined;
  readonly 'i-may-load-this': boolean;
}

/** Throws INVALID_CONFIG. */
function elsewhere({ url, 'i-may-load-this': mayLoad }: AddressFlags): Pick<LoadRequest, 'at'> {
  if (url === undefined) return {};
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return { at: { url, mayLoad } };
  throw new LabError('INVALID_CONFIG', `--url ${url}: an address begins with http:// or https://`, {
    suggestions: ['ha-lab load --target aws --url http://127.0.0.1:8080 --i-may-load-this'],
    exitCode: 2,
  });
}

function usersAreSimulated(): LabError {
  return new LabError('REFUSED', 'On the sandbox the users are simulated; they have no address to go to.', {
    suggestions: ['leave --url out', 'Real requests: ha-lab load --target aws, with a served sandbox as the account'],
    exitCode: 2,
  });
}

function noRate(): LabError {
  const reason = 'The plan for jmeter is a thread group: each thread waits for its answer, so it cannot hold a rate.';
  return new LabError('REFUSED', reason, {
    suggestions: ['ha-lab load --rate 10..200 --export k6', 'ha-lab load --users 10..200 --export jmeter'],
    exitCode: 2,
  });
}

function onlyUpwards(tool: LoadTool): LabError {
  return new LabError('INVALID_CONFIG', `The plan for ${tool} can only grow; give the smaller number first.`, {
    suggestions: [`ha-lab load --users 10..100 --export ${tool}`],
    exitCode: 2,
  });
}

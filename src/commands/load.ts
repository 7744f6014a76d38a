// `ha-lab load`: users against the stack, and what they met.

import { writeFileSync } from 'node:fs';
import { Flags } from '@oclif/core';
import { untilInterrupted } from '../cli/interrupt.js';
import { LabCommand, type Session } from '../cli/lab-command.js';
import { loadRequest } from '../cli/load-request.js';
import { watchedPass } from '../cli/pass.js';
import { LabError } from '../errors.js';
import { LOAD_PLAN, LOAD_TOOLS, type LoadTool, loadConfig, renderLoadPlan } from '../generator/index.js';
import { deployedOutputs } from '../lab/deploy.js';
import type { Lab } from '../lab/lab.js';
import { type LoadBeat, type LoadRequest, runLoad } from '../lab/load.js';
import { sandboxLab } from '../lab/sandbox-lab.js';
import { beatLine, liveLoad, loadTitle, shares, summaryText } from '../report/load-text.js';
import { LiveLines } from '../terminal/live.js';

/** On a terminal: ten pictures a second. */
const FRAME_MS = 100;
/** In a pipe: at most so many lines, each a whole number of ten seconds long. */
const MOST_LINES = 30;
const LINE_MS = 10_000;

export default class Load extends LabCommand {
  static override summary = 'Users against the stack, and what they met';
  static override description =
    'A closed loop: a user asks, waits for the answer, thinks for about a second, and asks again. On a terminal time passes at a pace that can be watched; in a pipe at once. Ctrl-C stops the traffic.';
  static override examples = [
    '<%= config.bin %> load --users 10..100 --ramp 5m --hold 5m',
    '<%= config.bin %> load --users 50 --hold 10m --json',
    '<%= config.bin %> load --users 100 --background   (then: sandbox advance, status)',
    '<%= config.bin %> load --stop',
    '<%= config.bin %> load --users 20..200 --export k6 --output plan.js',
  ];
  static override flags = {
    users: Flags.string({ description: 'Users: a number, or from..to', default: '10..100', helpValue: 'n..m' }),
    ramp: Flags.string({ description: 'Time from the first number of users to the second (default: 5m)' }),
    hold: Flags.string({ description: 'Time at the second number', default: '5m' }),
    path: Flags.string({ description: 'What they ask for', default: '/' }),
    rate: Flags.integer({ description: 'Requests per second whatever the answers (open loop)', helpValue: 'n' }),
    speed: Flags.integer({
      description: 'On a terminal: virtual seconds per second; 0: as fast as possible',
      default: 60,
      min: 0,
      max: 100_000,
    }),
    background: Flags.boolean({
      description: 'Start the users and end; they stay until --stop, or for --hold if given',
    }),
    stop: Flags.boolean({ description: 'Stop the traffic that runs', exclusive: ['background', 'export'] }),
    export: Flags.option({
      options: Object.keys(LOAD_TOOLS) as LoadTool[],
      description: 'The same plan for another tool; prints it',
    })(),
    output: Flags.string({ description: 'With --export: the file to write', dependsOn: ['export'], helpValue: 'file' }),
  };

  async run(): Promise<void> {
    const { flags, metadata } = await this.parse(Load);
    if (flags.rate !== undefined) throw openLoop(flags.rate);
    const request = loadRequest(flags);
    await this.inSession(flags.project, async (session) => {
      if (flags.export !== undefined) return this.export(session, flags.export, request, flags.output);
      if (flags.stop) return this.stop(this.labOf(session));
      const forever = metadata.flags.hold?.setFromDefault === true;
      if (flags.background) return this.background(this.labOf(session), request, forever);
      return this.watch(session, request, flags.speed);
    });
  }

  private async export(session: Session, tool: LoadTool, request: LoadRequest, file?: string): Promise<void> {
    const { config } = await loadConfig(`${session.project}/ha-lab.json`);
    const { from, to, rampSeconds, holdSeconds, path = '/' } = request;
    const numbers = { ...LOAD_PLAN, baseUsers: from, peakUsers: to, rampSeconds, holdSeconds, path };
    if (to < from) throw onlyUpwards(tool);
    const plan = await renderLoadPlan(tool, config, numbers);
    if (file === undefined) return this.print(plan.trimEnd(), { tool, plan });
    writeFileSync(file, plan);
    this.print(`Written: ${file}   ${loadTitle(request)}`, { tool, file });
  }

  private async stop(lab: Lab): Promise<void> {
    const now = await lab.clock.now();
    const active = (await lab.traffic.users(now, now))?.active ?? 0;
    await lab.traffic.stop();
    const text = active === 0 ? 'No traffic was running.' : `The traffic is stopped; there were ${active} users.`;
    this.print(text, { stopped: active > 0, users: active });
  }

  private async background(lab: Lab, request: LoadRequest, forever: boolean): Promise<void> {
    const { holdSeconds, ...untilStopped } = request;
    const wanted = forever ? untilStopped : { ...untilStopped, holdSeconds };
    await lab.traffic.start(wanted);
    const next = 'next      ha-lab sandbox advance 5m · ha-lab status · ha-lab load --stop';
    this.print(`Running: ${loadTitle(wanted)}\n${next}`, { request: wanted });
  }

  private async watch(session: Session, request: LoadRequest, speed: number): Promise<void> {
    const screen = process.stderr.isTTY === true && !this.wantsJson();
    const live = new LiveLines(process.stderr);
    this.say(`load   ${loadTitle(request)}`);
    const { value: result, interrupted } = await untilInterrupted(async (signal) => {
      const own = (await session.open.control.status()).speed;
      const pass = watchedPass(own, screen ? speed : 0, signal);
      const lab = sandboxLab(session.open, deployedOutputs(session.deployment), pass);
      const startedAt = await lab.clock.now();
      const everyMs = screen
        ? Math.max(1_000, Math.round(((speed || 600) * FRAME_MS) / 1_000) * 1_000)
        : lineMs(request);
      const show = (beat: LoadBeat): void =>
        screen ? live.draw(liveLoad(beat, request, startedAt)) : this.say(beatLine(beat, startedAt));
      return runLoad(lab, { request, everyMs, onBeat: show, signal });
    });
    live.end(false);
    if (result.interrupted) this.say('Interrupted: the traffic is stopped.');
    this.print(`${summaryText(result, request)}\nnext      ha-lab status`, {
      request,
      ...result,
      shares: shares(result),
    });
    if (interrupted) process.exitCode = 130;
  }
}

function lineMs({ rampSeconds, holdSeconds }: LoadRequest): number {
  return Math.max(1, Math.ceil(((rampSeconds + holdSeconds) * 1_000) / MOST_LINES / LINE_MS)) * LINE_MS;
}

function openLoop(rate: number): LabError {
  return new LabError(
    'REFUSED',
    `--rate ${rate}: the sandbox has no open loop. Its users wait for their answer before they ask again.`,
    {
      suggestions: [
        `About as many requests: ha-lab load --users ${rate} (each user asks about once a second while answers are quick)`,
        'A tool with an open loop against a served sandbox reaches only its API, not its machines: the users are the sandbox’s own',
      ],
      exitCode: 2,
    },
  );
}

function onlyUpwards(tool: LoadTool): LabError {
  return new LabError('INVALID_CONFIG', `The plan for ${tool} can only grow; give --users the smaller number first.`, {
    suggestions: [`ha-lab load --users 10..100 --export ${tool}`],
    exitCode: 2,
  });
}

// `ha-lab sandbox serve`: the AWS-compatible endpoint on 127.0.0.1 for the AWS CLI, SDKs and Terraform.

import { join } from 'node:path';
import { Flags } from '@oclif/core';
import { environmentLines, environmentText, SHELLS, type Shell } from '../../cli/environment-lines.js';
import { aborted, untilInterrupted } from '../../cli/interrupt.js';
import { OwnClock } from '../../cli/own-clock.js';
import { baseImageOf, FLEETS, type FleetName, realMachines, requireRealTime } from '../../cli/real-machines.js';
import { SandboxCommand } from '../../cli/sandbox-command.js';
import { LabError } from '../../errors.js';
import { type OpenSandbox, visitSandbox } from '../../lab/open-sandbox.js';
import { FASTEST, openVisitorDoors, type Pace, PaceDial, type VisitorDoors } from '../../sandbox/index.js';

const LOOPBACK = '127.0.0.1';

type Held = NonNullable<OpenSandbox['held']>;

/** What stands behind the instances. */
interface Behind {
  readonly fleet: FleetName;
  readonly baseImage?: string;
}

interface Listening {
  readonly host: string;
  readonly otherHosts: readonly string[];
}

export default class Serve extends SandboxCommand {
  static override summary = 'Serve the sandbox as an AWS endpoint on this machine, until Ctrl-C';
  static override description =
    'With --speed the clock follows yours, so many times as fast. With --speed instant it stands still, and before each answer ' +
    'it runs until nothing is in transition (15 virtual minutes at most): waiters of SDKs and Terraform find what they wait for ' +
    'at their first look.';
  static override examples = [
    '<%= config.bin %> sandbox serve',
    '<%= config.bin %> sandbox serve --speed 60',
    '<%= config.bin %> sandbox serve --speed instant   (waiters need not wait)',
    'eval "$(<%= config.bin %> sandbox serve --print-env)"   (while another terminal serves)',
    '<%= config.bin %> sandbox serve --print-env --shell fish | source',
  ];
  static override flags = {
    port: Flags.integer({ description: 'Port (default: a free one)', min: 0, max: 65_535 }),
    speed: Flags.custom<Pace>({
      description: 'Virtual seconds per second, or "instant"; 0: time stands still',
      helpValue: 'N|instant',
      default: { speed: 1, instant: false },
      defaultHelp: async () => '1',
      parse: async (text) => paceOf(text),
    })(),
    account: Flags.custom<string>({
      description: 'Account id of a sandbox that is made now; one that is there keeps its own',
      helpValue: '123456789012',
      parse: async (text) => accountOf(text),
    })(),
    region: Flags.custom<string>({
      description: 'Region of a sandbox that is made now; one that is there keeps its own',
      helpValue: 'us-east-1',
      parse: async (text) => regionOf(text),
    })(),
    fleet: Flags.option({
      description:
        'What stands behind the instances: a simulation, or Django on this machine, in processes or in containers',
      options: FLEETS,
      default: 'simulated' as FleetName,
    })(),
    'base-image': Flags.string({
      description:
        'With --fleet docker: the sample’s image is built on this one, which has Python, Django and gunicorn (or HA_LAB_BASE_IMAGE)',
      helpValue: 'NAME',
    }),
    host: Flags.string({
      description: 'Address to listen on; any other than this machine’s own needs --expose',
      default: LOOPBACK,
    }),
    expose: Flags.boolean({
      description: 'Let other machines use the sandbox: nobody is asked for a password',
    }),
    'allow-host': Flags.string({
      description: 'Another name under which clients reach it, e.g. host.docker.internal',
      multiple: true,
      default: [],
    }),
    'print-env': Flags.boolean({
      description: 'Print the environment lines of the sandbox that is being served, and end',
    }),
    shell: Flags.option({ description: 'Whose syntax --print-env uses', options: SHELLS, default: 'sh' as Shell })(),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Serve);
    if (flags['print-env']) return this.printEnvironment(flags.shell);
    const machines = { fleet: flags.fleet, ...baseImageOf(flags['base-image'], flags.fleet) };
    if (flags.fleet !== 'simulated') requireRealTime(flags.speed, flags.fleet);
    const listening = { host: flags.host, otherHosts: flags['allow-host'].map((name) => name.toLowerCase()) };
    if (!isLoopback(flags.host) && !flags.expose) throw needsExpose(flags.host);
    const birth = {
      ...(flags.account === undefined ? {} : { accountId: flags.account }),
      ...(flags.region === undefined ? {} : { region: flags.region }),
    };
    const serve = (open: OpenSandbox): Promise<void> => {
      if (open.region !== (flags.region ?? open.region)) throw otherRegion(open.region);
      return this.serve(open, flags.speed, listening, machines);
    };
    await this.inSandbox(serve, {
      pace: new PaceDial(flags.speed),
      ...listening,
      ...(flags.port === undefined ? {} : { port: flags.port }),
      birth,
      log: ({ level, message }) => this.say(`${level}: ${message}`),
    });
    // Only now is it true.
    this.say('Stopped; the sandbox is kept.');
  }

  private async printEnvironment(shell: Shell): Promise<void> {
    const served = await visitSandbox(this.workbook());
    if (served?.reach.kind !== 'endpoint') {
      throw new LabError('NOT_SERVED', 'Nobody serves this sandbox.', {
        suggestions: ['Serve it in another terminal: ha-lab sandbox serve'],
        exitCode: 2,
      });
    }
    const lines = environmentLines(served.reach.url, served.region);
    this.print(environmentText(lines, shell), { environment: Object.fromEntries(lines) });
  }

  private async serve(open: OpenSandbox, pace: Pace, { host }: Listening, behind: Behind): Promise<void> {
    const { held } = open;
    if (held === undefined) throw servedAlready(open);
    // Before anything is told: whoever reads that Ctrl-C keeps everything may press it at once.
    const interrupted = untilInterrupted(aborted);
    const { folder: workbook, ours } = this.workbook();
    const { fleet } = behind;
    const machines =
      fleet === 'simulated'
        ? undefined
        : await realMachines(held.sandbox, {
            ...behind,
            fleet,
            factor: pace.speed,
            workbook,
            folder: join(ours, 'local'),
            say: (line) => this.say(line),
          });
    const { url } = held.endpoint;
    const lines = environmentLines(url, open.region);
    const speed = pace.instant ? 'instant' : pace.speed;
    this.print(
      [
        `Serving at ${url}, ${pace.instant ? 'instant' : `×${pace.speed}`}. Ctrl-C ends it and keeps everything.`,
        '',
        environmentText(lines),
      ].join('\n'),
      { url, speed, exposed: !isLoopback(host), environment: Object.fromEntries(lines) },
    );
    if (!isLoopback(host)) this.say(exposureText(host));
    const clock = new OwnClock(held, (text) => this.say(text));
    const doors = pace.instant || machines !== undefined ? undefined : this.openDoors(held, clock);
    try {
      await Promise.race([interrupted, ...(machines === undefined ? [] : [machines.lost])]);
    } finally {
      await doors?.close();
      clock.stop();
      await machines?.stop();
    }
  }

  /** Browsers and load generators reach the simulated machines by their load balancer, too. */
  private openDoors({ sandbox, dial }: Held, clock: OwnClock): VisitorDoors {
    return openVisitorDoors(sandbox, { speed: () => dial.speed, catchUp: () => clock.catchUp() });
  }
}

function paceOf(text: string): Pace {
  if (text === 'instant') return { speed: 0, instant: true };
  const speed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (speed <= FASTEST) return { speed, instant: false };
  throw new LabError('INVALID_CONFIG', `"${text}" is no speed.`, {
    suggestions: [`Virtual seconds per second, 0 to ${FASTEST}: --speed 60`, 'No waiting at all: --speed instant'],
    exitCode: 2,
  });
}

function accountOf(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new LabError('INVALID_CONFIG', `"${text}" is no account id.`, {
    suggestions: ['Twelve digits, with their zeros: --account 000000000001'],
    exitCode: 2,
  });
}

function regionOf(text: string): string {
  if (/^[a-z]{2}(-[a-z]+)+-\d$/.test(text)) return text;
  throw new LabError('INVALID_CONFIG', `"${text}" is no region.`, {
    suggestions: ['A region as AWS writes it: --region eu-west-1'],
    exitCode: 2,
  });
}

/** A region's name stands in every zone and ARN: a world keeps the one it was born with. */
function otherRegion(region: string): LabError {
  return new LabError('REFUSED', `This workbook’s sandbox is ${region}, and stays it.`, {
    suggestions: [
      'Go on with it: leave --region out',
      'A new sandbox here, the old one set aside: ha-lab sandbox reset, then serve again',
    ],
    exitCode: 2,
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

const REACH: Readonly<Record<string, string>> = {
  '0.0.0.0': 'everybody who can reach any address of this machine',
  '::': 'everybody who can reach any address of this machine',
};

function exposureText(host: string): string {
  return [
    `Exposed: ${REACH[host] ?? `everybody who can reach ${host}`} can read and change this sandbox.`,
    'There is no password: keys are not checked. Nothing else of this machine is exposed; the sandbox runs no programs.',
    'The control surface (/_ha-lab/: clock, faults, rewinding) still answers this machine only.',
  ].join('\n');
}

function needsExpose(host: string): LabError {
  return new LabError(
    'REFUSED',
    `${host} is not an address of this machine alone, and the sandbox asks nobody for a password.`,
    {
      suggestions: [
        `If ${REACH[host] ?? `everybody who can reach ${host}`} may change this sandbox: add --expose`,
        'For programs on this machine leave --host out',
      ],
      exitCode: 2,
    },
  );
}

function servedAlready({ reach }: OpenSandbox): LabError {
  const url = reach.kind === 'endpoint' ? reach.url : '';
  return new LabError('WORKBOOK_BUSY', `This workbook is served already, at ${url}`, {
    suggestions: ['Use that one: ha-lab sandbox serve --print-env', 'Or end it in its own terminal'],
    exitCode: 2,
  });
}

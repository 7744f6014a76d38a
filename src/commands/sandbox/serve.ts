// `ha-lab sandbox serve`: the AWS-compatible endpoint on 127.0.0.1 for the AWS CLI, SDKs and Terraform.

import { Flags } from '@oclif/core';
import { aborted, untilInterrupted } from '../../cli/interrupt.js';
import { SandboxCommand } from '../../cli/sandbox-command.js';
import { LabError } from '../../errors.js';
import { type OpenSandbox, visitSandbox } from '../../lab/open-sandbox.js';
import { follow } from '../../sandbox/index.js';

/** A crash loses at most this much of the clock's course; what was asked of the sandbox is never lost. */
const KEEP_EVERY_MS = 10_000;

export default class Serve extends SandboxCommand {
  static override summary = 'Serve the sandbox as an AWS endpoint on this machine, until Ctrl-C';
  static override examples = [
    '<%= config.bin %> sandbox serve',
    '<%= config.bin %> sandbox serve --speed 60',
    'eval "$(<%= config.bin %> sandbox serve --print-env)"   (while another terminal serves)',
  ];
  static override flags = {
    port: Flags.integer({ description: 'Port (default: a free one)', min: 0, max: 65_535 }),
    speed: Flags.integer({
      description: 'Virtual seconds per second; 0: time stands still',
      default: 1,
      min: 0,
      max: 100_000,
    }),
    'print-env': Flags.boolean({
      description: 'Print the environment lines of the sandbox that is being served, and end',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Serve);
    if (flags['print-env']) return this.printEnvironment();
    await this.inSandbox((open) => this.serve(open, flags.speed), {
      speed: () => flags.speed,
      ...(flags.port === undefined ? {} : { port: flags.port }),
      log: ({ level, message }) => this.say(`${level}: ${message}`),
    });
  }

  private async printEnvironment(): Promise<void> {
    const served = await visitSandbox(this.workbook());
    if (served?.reach.kind !== 'endpoint') {
      throw new LabError('NOT_SERVED', 'Nobody serves this sandbox.', {
        suggestions: ['Serve it in another terminal: ha-lab sandbox serve'],
        exitCode: 2,
      });
    }
    const lines = environmentLines(served.reach.url, served.region);
    this.print(exportText(lines), { environment: Object.fromEntries(lines) });
  }

  private async serve(open: OpenSandbox, speed: number): Promise<void> {
    const { held } = open;
    if (held === undefined) {
      const url = open.reach.kind === 'endpoint' ? open.reach.url : '';
      throw new LabError('WORKBOOK_BUSY', `This workbook is served already, at ${url}`, {
        suggestions: ['Use that one: ha-lab sandbox serve --print-env', 'Or end it in its own terminal'],
        exitCode: 2,
      });
    }
    const lines = environmentLines(held.endpoint.url, open.region);
    this.print(
      [`Serving at ${held.endpoint.url}, ×${speed}. Ctrl-C ends it and keeps everything.`, '', exportText(lines)].join(
        '\n',
      ),
      { url: held.endpoint.url, speed, environment: Object.fromEntries(lines) },
    );
    const paced = speed === 0 ? undefined : follow(held.sandbox, speed);
    const keeping = setInterval(held.checkpoint, KEEP_EVERY_MS);
    await untilInterrupted(aborted);
    clearInterval(keeping);
    paced?.stop();
    this.say('Stopped; the sandbox is kept.');
  }
}

function environmentLines(url: string, region: string): readonly (readonly [string, string])[] {
  return [
    ['AWS_ENDPOINT_URL', url],
    ['AWS_REGION', region],
    ['AWS_DEFAULT_REGION', region],
    ['AWS_ACCESS_KEY_ID', 'HALABSANDBOX'],
    ['AWS_SECRET_ACCESS_KEY', 'not-a-secret'],
    ['AWS_EC2_METADATA_DISABLED', 'true'],
  ];
}

function exportText(lines: ReturnType<typeof environmentLines>): string {
  return lines.map(([name, value]) => `export ${name}=${value}`).join('\n');
}

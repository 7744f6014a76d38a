// One folder in which the real Terraform works against our endpoint: the synthesised stack untouched, and beside it an override file
// with the endpoints and the version of the provider that this machine has.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { offlineEnvironment, type Terraform } from '../../helpers/terraform.js';

export interface TerraformRun {
  readonly status: number | null;
  readonly output: string;
}

export class TerraformFolder {
  private readonly children = new Set<ChildProcess>();
  private readonly env: NodeJS.ProcessEnv;
  /** What the last command has said so far. */
  said = '';

  /** @param folder holds the configuration, or will. @param url of the endpoint. */
  constructor(
    private readonly found: Terraform,
    private readonly folder: string,
    url: string,
  ) {
    this.env = offlineEnvironment(found, folder);
    writeFileSync(join(folder, 'lab_override.tf.json'), JSON.stringify(override(found.providerVersion, url)));
  }

  /** Links the provider from the mirror; nothing is downloaded. */
  init(): Promise<TerraformRun> {
    return this.run('init', '-input=false', '-no-color', `-plugin-dir=${this.found.mirror}`);
  }

  /** Runs a command to its end; its exit code is the caller's to judge. */
  async run(...words: readonly string[]): Promise<TerraformRun> {
    // A group of its own: Terraform starts the provider as its child, and both must go when the test ends early.
    const child = spawn(this.found.binary, [...words], {
      cwd: this.folder,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.children.add(child);
    this.said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.said += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.said += text;
    });
    const [status] = (await once(child, 'close')) as [number | null];
    this.children.delete(child);
    return { status, output: this.said };
  }

  /** Stops Terraform and its provider where they are, as a laptop's lid does, or lets them go on. */
  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  private signal(name: NodeJS.Signals): void {
    for (const { pid, exitCode } of this.children) if (pid !== undefined && exitCode === null) process.kill(-pid, name);
  }

  /** Ends what still runs. */
  async stop(): Promise<void> {
    const running = [...this.children];
    const closed = running.map((child) => once(child, 'close'));
    this.signal('SIGKILL');
    await Promise.all(closed);
  }
}

const SERVICES = ['autoscaling', 'cloudwatch', 'ec2', 'elbv2', 'iam', 'ssm', 'sts'];

function override(version: string, url: string): object {
  return {
    terraform: { required_providers: { aws: { source: 'hashicorp/aws', version } } },
    provider: {
      aws: [
        {
          region: 'us-east-1',
          access_key: 'HALABSANDBOX',
          secret_key: 'not-a-secret',
          skip_metadata_api_check: 'true',
          endpoints: [Object.fromEntries(SERVICES.map((service) => [service, url]))],
        },
      ],
    },
  };
}

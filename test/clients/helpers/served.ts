// A sandbox of this process behind a real socket, for other people's programs. Its clock follows the host's, or stands still until it is told to move.

import { type AwsClients, sandboxClients } from '../../../src/lab/clients.js';
import { type LogLine, localControl, pipelineOf, type Sandbox, serve } from '../../../src/sandbox/index.js';
import { pacedClock } from './paced.js';

export interface Served {
  readonly url: string;
  readonly clients: AwsClients;
  /** What the endpoint refused or failed at, in order. */
  readonly lines: readonly LogLine[];
  /** The environment that sends any AWS client here, with its own retries left as they are, and away from the settings of the person who runs the tests. */
  readonly environment: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

export type Speed = number | (() => { readonly speed: number; readonly held: boolean });

/** @param speed virtual seconds per second of the host, or how to tell at every moment; 0: time stands still. */
export async function served(sandbox: Sandbox, speed: Speed = 0): Promise<Served> {
  const lines: LogLine[] = [];
  const log = (line: LogLine): void => {
    lines.push(line);
  };
  const speedOf = typeof speed === 'number' ? () => ({ speed, held: false }) : speed;
  const dial = {
    get speed() {
      return speedOf().speed;
    },
    instant: false,
    turn: () => {
      throw new Error('this clock is the test’s own to turn');
    },
  };
  const control = localControl(sandbox, dial, () => {});
  const paced = pacedClock(sandbox, pipelineOf(sandbox, { log }), speedOf);
  const endpoint = await serve(sandbox, paced.pipeline, control, { log });
  return {
    url: endpoint.url,
    clients: sandboxClients(sandbox.region, { kind: 'endpoint', url: endpoint.url }),
    lines,
    environment: environmentOf(endpoint.url, sandbox.region),
    stop: async () => {
      paced.stop();
      await endpoint.stop();
    },
  };
}

/** The environment that sends any AWS client to an address, away from the settings of the person who runs the tests. */
export function environmentOf(url: string, region: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS_|BOTO)/.test(name));
  return {
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'HALABSANDBOX',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    NO_PROXY: '127.0.0.1',
  };
}

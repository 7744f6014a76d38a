// Applications as processes of this computer: gunicorn from the sample's Python environment, each at a loopback address of its own.

import { constants } from 'node:os';
import { join } from 'node:path';
import type { HostSignal } from '../../fleet/app-host.js';
import { type Address, freeAddress, loopbackOf } from '../addresses.js';
import { type Order, type Runner, type RunnerReports, switchVariables } from '../runner.js';
import { SAMPLE } from '../sample.js';
import { type Launch, Supervisor } from './supervisor.js';

const NUMBERS: Readonly<Record<HostSignal, number>> = {
  terminate: constants.signals.SIGTERM,
  kill: constants.signals.SIGKILL,
  pause: constants.signals.SIGSTOP,
  resume: constants.signals.SIGCONT,
};
const BURNER = 'while True: pass';

export class ProcessRunner implements Runner {
  private readonly supervisor: Supervisor;

  /** @param programs folder of `gunicorn` and `python`. */
  constructor(
    private readonly programs: string,
    reports: RunnerReports,
  ) {
    this.supervisor = new Supervisor(join(programs, 'python'), { started: () => {}, ...reports });
  }

  async start(key: string, order: Order): Promise<Address> {
    const { privateIpAddress, port } = order.app;
    const address = await freeAddress({ host: loopbackOf(privateIpAddress), port });
    this.supervisor.start(key, this.launch(order, address));
    return address;
  }

  burn(key: string): void {
    this.supervisor.start(key, { argv: [join(this.programs, 'python'), '-c', BURNER], env: {}, cwd: '/' });
  }

  signal(key: string, signal: HostSignal): void {
    this.supervisor.signal(key, NUMBERS[signal]);
  }

  close(): Promise<void> {
    return this.supervisor.close();
  }

  private launch({ environment, folder }: Order, { host, port }: Address): Launch {
    const { programs } = this;
    return {
      argv: [join(programs, 'gunicorn'), '--config', join(SAMPLE, 'gunicorn.conf.py')],
      cwd: SAMPLE,
      env: {
        PATH: `${programs}:${process.env.PATH ?? ''}`,
        PYTHONUNBUFFERED: '1',
        PYTHONDONTWRITEBYTECODE: '1',
        ...environment,
        HOST: host,
        PORT: String(port),
        ...switchVariables((name) => join(folder, name)),
      },
    };
  }
}

// Applications as containers of a Docker engine: each is told apart by its key, and an engine's call never overtakes the one before it.

import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { Container, ContainerCreateOptions } from 'dockerode';
import { LabError } from '../../../errors.js';
import type { HostSignal } from '../../fleet/app-host.js';
import type { Address } from '../addresses.js';
import type { Order, Runner, RunnerReports } from '../runner.js';
import { type Engine, isGone, reasonOf } from './engine.js';
import type { Networks, VpcRange } from './networks.js';
import { application, burner, type Surroundings } from './specification.js';

const BUSY_EVERY_MS = 500;
const NANOSECONDS_PER_MS = 1e6;
/** Its last words are read by then. */
const LAST_WORDS_MS = 1_000;
const PATIENCE_MS = 5_000;

export interface ContainerRunnerHooks {
  readonly engine: Engine;
  readonly networks: Networks;
  readonly around: Surroundings;
  readonly vpcOf: (instanceId: string) => VpcRange | undefined;
  readonly say: (line: string) => void;
  /** Removes everything of ours. */
  readonly removeAll: () => Promise<void>;
}

/** A container from the wish for it to its removal. */
interface Held {
  readonly instanceId: string;
  container?: Container;
  /** Not before what was asked of it earlier. */
  orders: Promise<void>;
  /** It was killed, or has ended: its address will soon be free. */
  ending: boolean;
  /** It is removed. */
  over: Promise<void>;
}

export class ContainerRunner implements Runner {
  private readonly held = new Map<string, Held>();
  private readonly looking: NodeJS.Timeout;
  private looksNow = false;
  private closing = false;
  private readonly complained = new Set<string>();

  constructor(
    private readonly hooks: ContainerRunnerHooks,
    private readonly reports: RunnerReports,
  ) {
    this.looking = setInterval(() => void this.lookAtUse(), BUSY_EVERY_MS);
  }

  async start(key: string, order: Order): Promise<Address> {
    const { app } = order;
    const { around, networks, vpcOf } = this.hooks;
    const earlier = [...this.held.values()].filter(({ instanceId, ending }) => instanceId === app.instanceId && ending);
    const held = this.hold(key, app.instanceId, async () => {
      // Two containers cannot have one address.
      await Promise.all(earlier.map(({ over }) => over));
      const vpc = vpcOf(app.instanceId);
      if (vpc === undefined) throw new Error(`${app.instanceId} is in no VPC any more`);
      return application(order, around, await networks.of(vpc));
    });
    await held.orders;
    if (!around.published || held.container === undefined) return { host: app.privateIpAddress, port: app.port };
    const { NetworkSettings } = await held.container.inspect();
    const { HostPort = '0' } = NetworkSettings.Ports[`${app.port}/tcp`]?.[0] ?? {};
    return { host: '127.0.0.1', port: Number(HostPort) };
  }

  burn(key: string, instanceId: string): void {
    this.hold(key, instanceId, async () => burner(key, instanceId, this.hooks.around));
  }

  signal(key: string, signal: HostSignal): void {
    const held = this.held.get(key);
    if (held === undefined) return;
    if (signal === 'kill') held.ending = true;
    held.orders = held.orders.then(() => this.send(held, signal)).catch((error) => this.trouble(error));
  }

  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.looking);
    // What is being made is waited for, so that nothing comes after the sweep; but no engine keeps us for ever.
    await within(PATIENCE_MS, ...[...this.held.values()].map(({ orders }) => orders));
    await this.hooks.removeAll();
    await within(PATIENCE_MS, ...[...this.held.values()].map(({ over }) => over));
  }

  private hold(key: string, instanceId: string, specify: () => Promise<ContainerCreateOptions>): Held {
    const held: Held = { instanceId, ending: false, orders: Promise.resolve(), over: Promise.resolve() };
    const life = this.begin(key, held, specify).catch((error: unknown) => this.fail(key, held, error));
    held.orders = life.then(() => {});
    held.over = life.then((end) => end?.());
    this.held.set(key, held);
    return held;
  }

  /** Fulfilled when it runs, with what waits for its end. */
  private async begin(
    key: string,
    held: Held,
    specify: () => Promise<ContainerCreateOptions>,
  ): Promise<() => Promise<void>> {
    const { docker } = this.hooks.engine;
    const specification = await specify();
    if (this.closing) throw new Error('the fleet is being ended');
    const container = await docker.createContainer(specification);
    held.container = container;
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    const words = this.listen(key, container, stream);
    const ended = container.wait({ condition: 'next-exit' }) as Promise<{ StatusCode: number }>;
    ended.catch(() => {});
    await container.start();
    return async () => {
      const code = await ended.then(({ StatusCode }) => StatusCode).catch((error) => this.trouble(error));
      held.ending = true;
      await within(LAST_WORDS_MS, words);
      const removal = this.remove(key, held);
      if (code !== undefined && !this.closing) this.reports.exited(key, code);
      await removal;
    };
  }

  /** Fulfilled after its last line. */
  private listen(key: string, container: Container, stream: NodeJS.ReadWriteStream): Promise<unknown> {
    const outputs = [new PassThrough(), new PassThrough()] as const;
    container.modem.demuxStream(stream, ...outputs);
    stream.once('end', () => outputs.map((output) => output.end()));
    stream.once('error', () => outputs.map((output) => output.end()));
    return Promise.all(
      outputs.map((input) => {
        const lines = createInterface({ input });
        lines.on('line', (line) => this.reports.printed(key, line.trimEnd()));
        return new Promise((resolve) => lines.once('close', resolve));
      }),
    );
  }

  private async fail(key: string, held: Held, error: unknown): Promise<undefined> {
    held.ending = true;
    await this.remove(key, held);
    if (this.closing) return;
    if (error instanceof LabError) this.complain(error);
    else void this.trouble(error);
    this.reports.failed(key, `docker: ${error instanceof LabError ? error.message : reasonOf(error)}`);
  }

  private async remove(key: string, held: Held): Promise<void> {
    await held.container?.remove({ force: true, v: true }).catch(() => {});
    this.held.delete(key);
  }

  private async send({ container }: Held, signal: HostSignal): Promise<void> {
    if (container === undefined) return;
    if (signal === 'pause') await container.pause();
    else if (signal === 'resume') await container.unpause();
    else await container.kill({ signal: signal === 'kill' ? 'SIGKILL' : 'SIGTERM' });
  }

  /** An engine that answers nothing any more has taken all with it. */
  private async trouble(error: unknown): Promise<undefined> {
    if (this.closing || isGone(error)) return;
    const answers = await this.hooks.engine.docker.ping().then(
      () => true,
      () => false,
    );
    if (!answers && !this.closing) this.reports.lost('the Docker engine answers no more');
  }

  /** On the terminal, too, where somebody can do something about it; once is enough. */
  private complain({ message, suggestions }: LabError): void {
    if (this.complained.has(message)) return;
    this.complained.add(message);
    this.hooks.say([message, ...suggestions.map((line) => `  ${line}`)].join('\n'));
  }

  private async lookAtUse(): Promise<void> {
    if (this.looksNow || this.closing) return;
    this.looksNow = true;
    const used: Record<string, number> = {};
    await Promise.all(
      [...this.held].map(async ([key, { container, ending }]) => {
        if (container === undefined || ending) return;
        const stats = await container.stats({ stream: false, 'one-shot': true }).catch(() => undefined);
        const nanoseconds = stats?.cpu_stats?.cpu_usage?.total_usage;
        if (nanoseconds !== undefined && nanoseconds > 0) used[key] = nanoseconds / NANOSECONDS_PER_MS;
      }),
    );
    this.looksNow = false;
    if (!this.closing) this.reports.busy(used);
  }
}

/** When all is done, or the time is over. */
async function within(milliseconds: number, ...work: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([Promise.all(work), over]);
  clearTimeout(timer);
}

// Where a name leads: asked of DNS again each minute, as clients of a load balancer do (ALB-03), and each request takes one of the
// addresses in the answer, dead or alive.

import { lookup } from 'node:dns/promises';
import type { Random } from '../kernel/random.js';

export interface Address {
  readonly address: string;
  readonly family: number;
}

const TTL_MS = 60_000;

export class Addresses {
  private known: readonly Address[] = [];
  private asking: Promise<readonly Address[]> | undefined;
  private until = Number.NEGATIVE_INFINITY;

  /** @param resolve throws when the name leads nowhere */
  constructor(
    private readonly name: string,
    private readonly random: Random,
    private readonly resolve: (name: string) => Promise<readonly Address[]> = (host) => lookup(host, { all: true }),
  ) {}

  /** Undefined: the name does not resolve. */
  async pick(now = performance.now()): Promise<Address | undefined> {
    if (now >= this.until) {
      this.asking ??= this.resolve(this.name).finally(() => {
        this.asking = undefined;
      });
      try {
        this.known = await this.asking;
        this.until = now + TTL_MS;
      } catch {
        return undefined;
      }
    }
    return this.random.pick(this.known);
  }
}

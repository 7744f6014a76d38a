// The CPU of real applications as their machines' CPU: stretched to the world's time, without what a page costs only because it is made
// here, and with those pages that were not made because this computer would not have borne them.

/** Requests after which an application's share of its own can be told. */
const REQUESTS_TO_LEARN = 20;
/** Of the newest of these the median counts: starts, visitors and neighbours disturb single ones. */
const SAMPLES = 21;
/** Reports (two a second) over which the requests that stand for others are counted. */
const RECENT = 6;

/** What a request does to the account. */
export interface Charge {
  /** CPU that the page is meant to use, in host milliseconds. */
  readonly workMs: number;
  readonly healthCheck: boolean;
}

interface Sample {
  asked: number;
  visits: number;
  workMs: number;
  busyMs: number;
}

interface Account {
  readonly instanceId: string;
  /** An application's requests are told apart from what they ask for; whatever else runs counts as it is. */
  readonly answers: boolean;
  lastMs: number;
  /** Of a start nothing is stretched: it takes its time whatever the clock's speed. */
  started: 'no' | 'since the last report' | 'yes';
  /** Requests since the last report: all, those without work of their own, users'; and users' that were not made. */
  asked: number;
  plain: number;
  pages: number;
  followed: number;
  /** Since the own share was last learned from. */
  sample: Sample;
}

/**
 * What a report says of the time before it is handed out over the time after it: a minute of the world is a few reports long, and would
 * otherwise hold one more or one fewer by chance.
 */
class Outflow {
  private ready = 0;
  private arriving = 0;
  private taken = 0;

  add(ms: number): void {
    this.arriving += ms;
  }

  /** Another report comes: what is left of the last one is there. */
  settle(): void {
    this.ready += this.arriving - this.taken;
    this.arriving = 0;
    this.taken = 0;
  }

  /** @param share of the time until the next report that is over. */
  take(share: number): number {
    const part = Math.max(0, this.arriving * share - this.taken);
    const all = this.ready + part;
    this.taken += part;
    this.ready = 0;
    return all;
  }
}

const NOTHING_YET: Sample = { asked: 0, visits: 0, workMs: 0, busyMs: 0 };

export class CpuAccounts {
  private readonly accounts = new Map<string, Account>();
  private readonly busy = new Map<string, Outflow>();
  private reportedAt = 0;
  private reportsTakeMs = 0;
  private readonly samples: number[] = [];
  private readonly recent: { readonly pages: number; readonly followed: number }[] = [];
  private ownMs = 0;

  /** @param factor virtual milliseconds per host millisecond. */
  constructor(private readonly factor: number) {}

  open(key: string, instanceId: string, answers: boolean): void {
    const sample = { ...NOTHING_YET };
    const nothing = { lastMs: 0, asked: 0, plain: 0, pages: 0, followed: 0, sample };
    this.accounts.set(key, { instanceId, answers, started: 'no', ...nothing });
  }

  close(key: string): void {
    this.accounts.delete(key);
  }

  listens(key: string): void {
    const account = this.accounts.get(key);
    if (account !== undefined) account.started = 'since the last report';
  }

  asked(key: string, { workMs, healthCheck }: Charge): void {
    const account = this.accounts.get(key);
    if (account === undefined) return;
    account.asked += 1;
    if (workMs === 0) account.plain += 1;
    if (!healthCheck) account.pages += 1;
    account.sample.asked += 1;
    account.sample.workMs += workMs;
  }

  /** A request from outside, of which nobody here knows what work it asks for. */
  visited(key: string): void {
    const account = this.accounts.get(key);
    if (account === undefined) return;
    account.asked += 1;
    account.pages += 1;
    account.sample.visits += 1;
  }

  /** A page that was not asked for: it costs what those cost that were. */
  followed(key: string): void {
    const account = this.accounts.get(key);
    if (account !== undefined) account.followed += 1;
  }

  /** @param milliseconds of CPU since each began, by key. @param now host milliseconds. */
  report(milliseconds: Readonly<Record<string, number>>, now: number): void {
    this.reportsTakeMs = now - this.reportedAt;
    this.reportedAt = now;
    for (const outflow of this.busy.values()) outflow.settle();
    const made = { pages: 0, followed: 0 };
    for (const [key, ms] of Object.entries(milliseconds)) {
      const account = this.accounts.get(key);
      if (account === undefined) continue;
      made.pages += account.pages;
      made.followed += account.followed;
      const used = Math.max(0, ms - account.lastMs);
      account.lastMs = ms;
      this.outflowOf(account.instanceId).add(this.counted(account, used));
    }
    this.recent.push(made);
    if (this.recent.length > RECENT) this.recent.shift();
  }

  /** World milliseconds that the machine's processes have used since it was last asked. @param now host milliseconds. */
  take(instanceId: string, now: number): number {
    const share = this.reportsTakeMs <= 0 ? 1 : Math.min(1, (now - this.reportedAt) / this.reportsTakeMs);
    return this.outflowOf(instanceId).take(share);
  }

  private outflowOf(instanceId: string): Outflow {
    const known = this.busy.get(instanceId);
    if (known !== undefined) return known;
    const outflow = new Outflow();
    this.busy.set(instanceId, outflow);
    return outflow;
  }

  /** For how many requests of users one that was made stands, lately; 1: all were made. */
  get requestsPerAnswer(): number {
    const pages = this.recent.reduce((sum, { pages: made }) => sum + made, 0);
    const followed = this.recent.reduce((sum, { followed: not }) => sum + not, 0);
    return pages === 0 ? 1 : (pages + followed) / pages;
  }

  private counted(account: Account, used: number): number {
    if (!account.answers) return used * this.factor;
    const { asked, plain, pages, followed, started } = account;
    Object.assign(account, { asked: 0, plain: 0, pages: 0, followed: 0 });
    if (started !== 'yes') {
      if (started === 'since the last report') account.started = 'yes';
      return used;
    }
    this.learn(account, used);
    const own = Math.min(used, this.ownMs * asked);
    // What a request costs beside its work is part of the work that is asked for, and without any it is all there is.
    const ofPlain = asked === 0 ? 0 : own * (plain / asked);
    const each = pages === 0 ? 1 : 1 + followed / pages;
    return ((used - own) * this.factor + ofPlain) * each;
  }

  private learn({ sample }: Account, used: number): void {
    sample.busyMs += used;
    if (sample.asked < REQUESTS_TO_LEARN) return;
    if (sample.visits === 0) {
      this.samples.push(Math.max(0, sample.busyMs - sample.workMs) / sample.asked);
      if (this.samples.length > SAMPLES) this.samples.shift();
      this.ownMs = median(this.samples);
    }
    Object.assign(sample, NOTHING_YET);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

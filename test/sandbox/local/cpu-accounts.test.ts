// How the CPU of real processes becomes that of their machines: stretched, without what a request costs only here, with those not made.

import { describe, expect, test } from 'vitest';
import { CpuAccounts } from '../../../src/sandbox/local/cpu-accounts.js';

const FACTOR = 10;
const OWN_MS = 1.5;
const WORK_MS = 1.65;
const REPORTS_TAKE_MS = 500;

describe('CPU accounts', () => {
  let now = 0;
  const tell = (accounts: CpuAccounts, milliseconds: Readonly<Record<string, number>>): void => {
    now += REPORTS_TAKE_MS;
    accounts.report(milliseconds, now);
  };
  /** As much as would be there when the next report comes. */
  const take = (accounts: CpuAccounts): number => accounts.take('i-1', now + REPORTS_TAKE_MS);

  /** An application that has started, and what it is said to have used so far. */
  const started = (): { accounts: CpuAccounts; use: (ms: number) => void } => {
    const accounts = new CpuAccounts(FACTOR);
    let total = 300;
    accounts.open('app-1', 'i-1', true);
    tell(accounts, { 'app-1': total });
    accounts.listens('app-1');
    tell(accounts, { 'app-1': total });
    take(accounts);
    return {
      accounts,
      use: (ms) => {
        total += ms;
        tell(accounts, { 'app-1': total });
      },
    };
  };
  const ask = (accounts: CpuAccounts, pages: number, workMs = WORK_MS): void => {
    for (let page = 0; page < pages; page += 1) accounts.asked('app-1', { workMs, healthCheck: false });
  };

  /** As often as it takes to know what a request costs beside its work; then once more, for which the account is asked. */
  const tenTimesAndOnce = (accounts: CpuAccounts, half: () => void): number => {
    for (let before = 0; before < 10; before += 1) half();
    take(accounts);
    half();
    return take(accounts);
  };

  test('a start counts as long as it takes, whatever the clock’s speed', () => {
    const accounts = new CpuAccounts(FACTOR);
    accounts.open('app-1', 'i-1', true);
    tell(accounts, { 'app-1': 200 });
    accounts.listens('app-1');
    tell(accounts, { 'app-1': 320 });
    expect(take(accounts)).toBe(320);
    expect(take(accounts)).toBe(0);
  });

  test('pages count with their work alone, as soon as it is known what they cost beside it', () => {
    const { accounts, use } = started();
    const busy = tenTimesAndOnce(accounts, () => {
      ask(accounts, 100);
      use(100 * (WORK_MS + OWN_MS));
    });
    expect(busy).toBeCloseTo(100 * WORK_MS * FACTOR, 6);
  });

  test('a page without work counts with what it costs, unstretched', () => {
    const { accounts, use } = started();
    const busy = tenTimesAndOnce(accounts, () => {
      ask(accounts, 100, 0);
      use(100 * OWN_MS);
    });
    expect(busy).toBeCloseTo(100 * OWN_MS, 6);
  });

  test('what an application does that nobody asked for counts in full', () => {
    const { accounts, use } = started();
    for (let half = 0; half < 10; half += 1) {
      ask(accounts, 100);
      use(100 * (WORK_MS + OWN_MS));
    }
    take(accounts);
    ask(accounts, 100);
    use(100 * (WORK_MS + OWN_MS) + 400);
    expect(take(accounts)).toBeCloseTo((100 * WORK_MS + 400) * FACTOR, 6);
  });

  test('requests that were not made count as those that were, and it is said how many stand behind one', () => {
    const { accounts, use } = started();
    const busy = tenTimesAndOnce(accounts, () => {
      ask(accounts, 100);
      for (let page = 0; page < 300; page += 1) accounts.followed('app-1');
      use(100 * (WORK_MS + OWN_MS));
    });
    expect(busy).toBeCloseTo(400 * WORK_MS * FACTOR, 6);
    expect(accounts.requestsPerAnswer).toBe(4);
  });

  test('nothing is learned while visitors ask for work that nobody here knows', () => {
    const { accounts, use } = started();
    for (let half = 0; half < 10; half += 1) {
      for (let check = 0; check < 20; check += 1) accounts.asked('app-1', { workMs: 0, healthCheck: true });
      for (let visit = 0; visit < 50; visit += 1) accounts.visited('app-1');
      use(500);
    }
    expect(take(accounts)).toBe(10 * 500 * FACTOR);
  });

  test('what burns beside the application is stretched as it is', () => {
    const accounts = new CpuAccounts(FACTOR);
    accounts.open('burn-1', 'i-1', false);
    tell(accounts, { 'burn-1': 450 });
    accounts.close('burn-1');
    tell(accounts, { 'burn-1': 900 });
    expect(take(accounts)).toBe(450 * FACTOR);
  });

  test('a report is handed out over the time to the next one, and nothing of it is lost', () => {
    const accounts = new CpuAccounts(FACTOR);
    accounts.open('burn-1', 'i-1', false);
    tell(accounts, { 'burn-1': 0 });
    tell(accounts, { 'burn-1': 400 });
    expect(accounts.take('i-1', now + REPORTS_TAKE_MS / 4)).toBe(100 * FACTOR);
    expect(accounts.take('i-1', now + REPORTS_TAKE_MS / 2)).toBe(100 * FACTOR);
    tell(accounts, { 'burn-1': 500 });
    expect(take(accounts)).toBe(300 * FACTOR);
  });
});

// Everything that uses a machine's CPU beside requests, summed up for its processor; and T3 CPU credits (EC2-05..07).

import { instanceShape } from '../instance-types.js';
import { advance, settle } from '../processor.js';
import { type Simulation, setTimer } from '../simulation.js';
import type { Machine } from '../state.js';
import { countTransfersOf } from '../transfers.js';

/** Threads of a booting operating system. */
const BOOT_THREADS = 0.6;
const CREDIT_TICK_MS = 60_000;
/** From the last credit to the baseline; AWS says "gradually", a quarter of an hour is often quoted. */
const THROTTLING_MS = 900_000;
/** A throttled machine runs freely again when it has earned this much. */
const CREDITS_TO_RESUME = 0.5;
const MS_PER_CREDIT = 60_000;
const MS_PER_HOUR = 3_600_000;

/** Recounts background work and worker processes. Call after any change of processes, apps, impairments or power. */
export function recount(simulation: Simulation, machine: Machine): void {
  const { processor } = machine;
  advance(processor, simulation.now);
  let background = 0;
  if (machine.power === 'booting') background = BOOT_THREADS;
  if (machine.power === 'on' || machine.power === 'shutting-down') {
    background = simulation.state.timings.idleCores;
    const burning = threadsThatBurn(machine);
    for (const { running } of machine.processes) background += running?.threads ?? 0;
    for (const impairment of machine.impairments) if (impairment.kind === 'busy-loop') background += impairment.threads;
    // Where applications are real, so is what burns beside them; its time is in the host's account.
    if (simulation.hosting !== undefined) background -= burning;
    simulation.hosting?.burn(machine, burning);
  } else simulation.hosting?.burn(machine, 0);
  processor.background = background;
  processor.workers = machine.apps.reduce((sum, app) => sum + app.workers, 0);
  settle(processor);
}

/** Whole threads of stress tools and endless loops; installing a package takes less than one. */
function threadsThatBurn({ processes, impairments }: Machine): number {
  let threads = 0;
  for (const { running } of processes) threads += Math.floor(running?.threads ?? 0);
  for (const impairment of impairments) if (impairment.kind === 'busy-loop') threads += Math.floor(impairment.threads);
  return threads;
}

/** Brings the credit account up to now. Standard mode with nothing left is throttled to the baseline, and reported once. */
export function settleCredits(simulation: Simulation, machine: Machine): void {
  const { credits, processor, spec } = machine;
  const shape = instanceShape(spec.instanceType);
  advance(processor, simulation.now);
  const elapsed = simulation.now - credits.settledAt;
  const used = (processor.busyMs - credits.settledBusyMs) / MS_PER_CREDIT;
  credits.settledAt = simulation.now;
  credits.settledBusyMs = processor.busyMs;
  if (shape.credits === undefined) return;
  credits.used += used;
  const before = credits.balance;
  let net = (shape.credits.earnedPerHour * elapsed) / MS_PER_HOUR - used;
  const repaid = Math.min(credits.surplus, Math.max(0, net));
  credits.surplus -= repaid;
  net -= repaid;
  credits.balance = Math.min(shape.credits.maximumBalance, before + net);
  if (credits.balance < 0) {
    if (spec.creditMode === 'unlimited') borrow(credits, -credits.balance, shape.credits.maximumBalance);
    credits.balance = 0;
  }
  if (before > 0 && credits.balance === 0) reportExhausted(simulation, machine);
  if (spec.creditMode === 'standard') throttle(machine, simulation.now, shape.vcpus, shape.credits.baseline);
}

/** EC2-06: as much as a day earns may be owed; what goes beyond is charged. */
function borrow(credits: Machine['credits'], amount: number, most: number): void {
  credits.surplus += amount;
  const beyond = Math.max(0, credits.surplus - most);
  credits.surplus -= beyond;
  credits.charged += beyond;
}

/** EC2-06: whoever stops owing surplus credits pays for them. */
export function payOff({ credits }: Machine): void {
  credits.charged += credits.surplus;
  credits.surplus = 0;
}

/** EC2-06: what is owed is charged when nothing may be owed any more; the balance stays. Unlimited again, all cores are there at once. */
export function changeCreditMode(simulation: Simulation, machine: Machine, mode: 'standard' | 'unlimited'): void {
  if (machine.spec.creditMode === mode) return;
  if (machine.power !== 'off') settleCredits(simulation, machine);
  machine.spec = { ...machine.spec, creditMode: mode };
  if (mode === 'standard') {
    payOff(machine);
    if (machine.power !== 'off') watchCredits(simulation, machine);
    return;
  }
  const { credits, processor, spec } = machine;
  credits.throttled = false;
  processor.cores = instanceShape(spec.instanceType).vcpus;
  settle(processor);
}

/** EC2-07: without credits the cores sink to the baseline little by little; with some again they are all there at once. */
function throttle(machine: Machine, now: number, vcpus: number, baseline: number): void {
  const { credits, processor } = machine;
  const throttled = credits.throttled ? credits.balance < CREDITS_TO_RESUME : credits.balance <= 0;
  if (throttled && !credits.throttled) credits.throttledAt = now;
  credits.throttled = throttled;
  const sunk = throttled ? Math.min(1, (now - credits.throttledAt) / THROTTLING_MS) : 0;
  const cores = vcpus * (1 - sunk * (1 - baseline));
  if (cores === processor.cores) return;
  processor.cores = cores;
  settle(processor);
}

function reportExhausted(simulation: Simulation, machine: Machine): void {
  simulation.kernel.emit({ type: 'CreditsExhausted', instanceId: machine.spec.instanceId });
}

/** Standard mode looks at its account every minute; unlimited mode only when it is asked for a sample. */
export function watchCredits(simulation: Simulation, machine: Machine): void {
  const { spec, epoch } = machine;
  if (spec.creditMode !== 'standard' || instanceShape(spec.instanceType).credits === undefined) return;
  settleCredits(simulation, machine);
  setTimer(simulation, simulation.now + CREDIT_TICK_MS, { kind: 'credits', instanceId: spec.instanceId, epoch });
}

/** `sample`: CPU share, network and credits since the last sample; the counters start again. */
export function takeSample(simulation: Simulation, machine: Machine): void {
  if (machine.power === 'off') return;
  simulation.hosting?.settle(machine);
  settleCredits(simulation, machine);
  countTransfersOf(simulation, machine);
  const { processor, credits, spec } = machine;
  const elapsed = simulation.now - machine.sampledAt;
  const { vcpus } = instanceShape(spec.instanceType);
  const busy = processor.busyMs - machine.sampledBusyMs;
  const cpuPercent = elapsed <= 0 ? 0 : Math.min(100, (100 * busy) / (elapsed * vcpus));
  simulation.post(
    {
      kind: 'sampled',
      instanceId: spec.instanceId,
      sample: {
        from: Math.round(machine.sampledAt),
        to: Math.round(simulation.now),
        cpuPercent,
        networkInBytes: machine.networkIn,
        networkOutBytes: machine.networkOut,
        creditBalance: credits.balance,
        creditUsage: credits.used,
        surplusCreditBalance: credits.surplus,
        surplusCreditsCharged: credits.charged,
      },
    },
    Math.ceil(simulation.now),
  );
  machine.sampledAt = simulation.now;
  machine.sampledBusyMs = processor.busyMs;
  machine.networkIn = 0;
  machine.networkOut = 0;
  credits.used = 0;
  credits.charged = 0;
}

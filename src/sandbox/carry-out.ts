// Carries out what no AWS API can do: to machines and users through the fleet, to zones and ways through EC2, to the APIs at the door.
// Whatever names something that is not there, or a figure that cannot be, is refused before anything changes.

import { LabError } from '../errors.js';
import { type ApiFault, describeApiFault } from './api-faults.js';
import type { Context } from './context.js';
import type { ControlAction } from './inputs.js';
import * as ec2 from './services/ec2/index.js';
import { type LiveWorld, operationsOf, SERVICE_NAMES } from './wiring.js';

/** Throws LabError. Doing what is done already, and clearing what is not there, changes nothing. */
export function carryOut({ context, fleet }: LiveWorld, action: ControlAction): void {
  switch (action.kind) {
    case 'zone-power':
      requireZone(context, action.zone);
      ec2.setZoneFault(context, action.zone, { powerLost: !action.on });
      return;
    case 'zone-capacity':
      requireZone(context, action.zone);
      ec2.setZoneFault(context, action.zone, { insufficientCapacity: !action.available });
      return;
    case 'packet-loss':
      for (const place of action.between) requirePlace(context, place);
      if (!(action.share >= 0 && action.share <= 1)) {
        throw refused(`The share of lost packets lies between 0 and 1, not ${action.share}.`, '0.3 loses 30 %.');
      }
      ec2.setPacketLoss(context, action.between, action.share);
      return;
    case 'api-fault':
      requireCalls(action.fault);
      clearApiFault(context, action.fault.faultId);
      context.world.apiFaults.push(action.fault);
      report(context, 'FaultInjected', action.fault);
      return;
    case 'clear-api-fault':
      clearApiFault(context, action.faultId);
      return;
    case 'impair':
    case 'mend':
      requireMachine(context, action.instanceId);
      fleet.perform(action);
      return;
    case 'visit':
    case 'hang-up':
    case 'start-traffic':
    case 'stop-traffic':
      fleet.perform(action);
  }
}

function clearApiFault(context: Context, faultId: string): void {
  const { apiFaults } = context.world;
  const at = apiFaults.findIndex((fault) => fault.faultId === faultId);
  if (at >= 0) for (const fault of apiFaults.splice(at, 1)) report(context, 'FaultCleared', fault);
}

function report(context: Context, type: 'FaultInjected' | 'FaultCleared', fault: ApiFault): void {
  context.kernel.emit({ type, faultId: fault.faultId, what: describeApiFault(fault) });
}

function requireZone(context: Context, zone: string): void {
  const zones = context.world.account.zones.map(({ name }) => name);
  if (zones.includes(zone)) return;
  throw refused(`There is no zone ${zone} in this region.`, `Name one of ${zones.join(', ')}.`);
}

function requirePlace(context: Context, place: string): void {
  if (ec2.isPlace(context, place)) return;
  const zones = context.world.account.zones.map(({ name }) => name);
  throw refused(`${place} is neither a zone nor a subnet.`, `Name one of ${zones.join(', ')}, or a subnet's id.`);
}

/** A machine that was: an impairment of one that is gone would be lost without a word. */
function requireMachine(context: Context, instanceId: string): void {
  const state = ec2.findInstance(context, instanceId)?.state;
  if (state !== undefined && state !== 'terminated') return;
  throw refused(
    state === undefined ? `There is no instance ${instanceId}.` : `${instanceId} is terminated.`,
    'The instances are in: aws ec2 describe-instances',
  );
}

function requireCalls(fault: ApiFault): void {
  const { service, operations = [] } = fault;
  if (service !== undefined && !SERVICE_NAMES.includes(service)) {
    throw refused(`The sandbox has no service ${service}.`, `Name one of ${SERVICE_NAMES.join(', ')}.`);
  }
  const known = (service === undefined ? SERVICE_NAMES : [service]).flatMap((one) => Object.keys(operationsOf(one)));
  const unknown = operations.filter((operation) => !known.includes(operation));
  if (unknown.length > 0) {
    throw refused(`No such operation: ${unknown.join(', ')}.`, 'docs/COVERAGE.md lists those of every service.');
  }
  if (fault.kind === 'throttle' && !(Number.isInteger(fault.admitOneIn) && fault.admitOneIn >= 2)) {
    throw refused(`One call in ${fault.admitOneIn} is no throttle.`, 'Name a whole number from 2.');
  }
}

function refused(message: string, suggestion: string): LabError {
  return new LabError('UNKNOWN_TARGET', message, { suggestions: [suggestion], exitCode: 2 });
}

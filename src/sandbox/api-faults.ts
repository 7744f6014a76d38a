// What can be wrong with AWS's APIs themselves: too many calls, or an outage. The faults are part of the world; they meet a call at the
// door, so a refused call is no input and changes nothing. Callers outside are refused; AWS's own services go on calling each other.

import { ServiceError } from '../errors.js';
import type { OperationCall } from './server/pipeline.js';

/** Which calls: those of one service (absent: of all), and of it only these operations (absent: all). */
interface Scope {
  readonly faultId: string;
  readonly service?: string;
  readonly operations?: readonly string[];
}

export type ApiFault =
  /**
   * Of so many calls that are concerned, one is let through and the others are told to slow down. Counted, not timed: the clock stands
   * still between commands, and a client that tries again must get through in the end.
   */
  | (Scope & { readonly kind: 'throttle'; readonly admitOneIn: number })
  /** Every call fails: 503 ServiceUnavailable, or 500 InternalFailure. */
  | (Scope & { readonly kind: 'outage'; readonly answer: 'ServiceUnavailable' | 'InternalFailure' });

/** `throttle ec2:DescribeInstances` in words, for the journal. */
export function describeApiFault(fault: ApiFault): string {
  const calls = `${fault.service ?? 'all services'}: ${fault.operations?.join(', ') ?? 'every operation'}`;
  return fault.kind === 'throttle'
    ? `${calls} throttled, one call in ${fault.admitOneIn} passes`
    : `${calls} answered with ${fault.answer}`;
}

type Call = Pick<OperationCall, 'service' | 'operation' | 'protocol'>;

/** The door's question to the faults of the moment; keeps count of the calls that each has concerned. */
export function apiFaultGate(faults: () => readonly ApiFault[]): (call: Call) => ServiceError | undefined {
  const counts = new Map<string, number>();
  return (call) => {
    for (const fault of faults()) {
      if (!concerns(fault, call)) continue;
      if (fault.kind === 'outage') return outage(fault.answer);
      const count = (counts.get(fault.faultId) ?? 0) + 1;
      counts.set(fault.faultId, count);
      if (count % fault.admitOneIn !== 0) return throttled(call);
    }
    return undefined;
  };
}

function concerns({ service, operations }: ApiFault, call: Call): boolean {
  if (service !== undefined && service !== call.service) return false;
  return operations === undefined || operations.includes(call.operation);
}

/** Each protocol has its own code for it; SDK clients know them all and try again. */
function throttled({ service, protocol }: Call): ServiceError {
  if (service === 'ec2') return new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', 503);
  const code = protocol === 'awsQuery' ? 'Throttling' : 'ThrottlingException';
  return new ServiceError(code, 'Rate exceeded', 400);
}

function outage(answer: 'ServiceUnavailable' | 'InternalFailure'): ServiceError {
  return answer === 'ServiceUnavailable'
    ? new ServiceError(answer, 'The service is unavailable. Please try again shortly.', 503)
    : new ServiceError(answer, 'We encountered an internal error. Please try again.', 500);
}

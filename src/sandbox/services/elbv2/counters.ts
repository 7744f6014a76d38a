// What a load balancer counts between two publications, as plain numbers. Adding up only; metric names and dimensions are in the metrics controller.

import { addResponses, newResponseTimes, type ResponseTimes } from './response-times.js';

/** Figures of one target group (or of requests that reached none) at one node. */
export interface Counters {
  /** Requests for which a target was chosen (CW-06). */
  requests: number;
  readonly responseSeconds: ResponseTimes;
  /** By hundreds: index 2 is `HTTPCode_Target_2XX_Count`. */
  targetCodes: [number, number, number, number, number, number];
  /** By hundreds, made by the load balancer itself (ALB-40). */
  ownCodes: [number, number, number, number, number, number];
  own500: number;
  own502: number;
  own503: number;
  own504: number;
  connectionErrors: number;
  failOpenRequests: number;
  fixedResponses: number;
  redirects: number;
}

/** By node zone, then by target group ARN; `''` where no target group was involved. */
export type MinuteCounters = Record<string, Record<string, Counters>>;

export function newCounters(): Counters {
  return {
    requests: 0,
    responseSeconds: newResponseTimes(),
    targetCodes: [0, 0, 0, 0, 0, 0],
    ownCodes: [0, 0, 0, 0, 0, 0],
    own500: 0,
    own502: 0,
    own503: 0,
    own504: 0,
    connectionErrors: 0,
    failOpenRequests: 0,
    fixedResponses: 0,
    redirects: 0,
  };
}

/** The counters to add to; made when first needed. */
export function countersFor(minute: MinuteCounters, nodeZone: string, targetGroupArn: string): Counters {
  let zone = minute[nodeZone];
  if (zone === undefined) {
    zone = {};
    minute[nodeZone] = zone;
  }
  let counters = zone[targetGroupArn];
  if (counters === undefined) {
    counters = newCounters();
    zone[targetGroupArn] = counters;
  }
  return counters;
}

export function countOwnCode(counters: Counters, statusCode: number): void {
  countHundreds(counters.ownCodes, statusCode);
  if (statusCode === 500) counters.own500 += 1;
  else if (statusCode === 502) counters.own502 += 1;
  else if (statusCode === 503) counters.own503 += 1;
  else if (statusCode === 504) counters.own504 += 1;
}

export function countHundreds(codes: Counters['targetCodes'], statusCode: number): void {
  const hundreds = Math.floor(statusCode / 100);
  const known = codes[hundreds];
  if (known !== undefined) codes[hundreds] = known + 1;
}

/** The sum over several nodes or target groups. */
export function added(parts: readonly Counters[]): Counters {
  const total = newCounters();
  for (const part of parts) {
    total.requests += part.requests;
    total.own500 += part.own500;
    total.own502 += part.own502;
    total.own503 += part.own503;
    total.own504 += part.own504;
    total.connectionErrors += part.connectionErrors;
    total.failOpenRequests += part.failOpenRequests;
    total.fixedResponses += part.fixedResponses;
    total.redirects += part.redirects;
    for (const [hundreds, count] of part.targetCodes.entries()) addAt(total.targetCodes, hundreds, count);
    for (const [hundreds, count] of part.ownCodes.entries()) addAt(total.ownCodes, hundreds, count);
    addResponses(total.responseSeconds, part.responseSeconds);
  }
  return total;
}

function addAt(codes: Counters['targetCodes'], hundreds: number, count: number): void {
  const known = codes[hundreds];
  if (known !== undefined) codes[hundreds] = known + count;
}

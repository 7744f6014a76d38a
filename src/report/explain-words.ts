// Each kind of happening in a sentence, with AWS's own words for states and reasons. Pure.

import type { What, WhatOf, WhatType } from '../lab/explain/index.js';

/** `brief`: what follows tells the rest, so a sentence of AWS's that repeats it is left out. */
type Words = { readonly [Type in WhatType]: (what: WhatOf<Type>, brief: boolean) => string };

const WHO_SAID_SO = {
  ELB: 'it asks the load balancer',
  EC2: 'it asks EC2',
  user: 'SetInstanceHealth was called',
} as const;

const went = (from: string | undefined, to: string): string =>
  from === undefined ? `is ${to}` : `went ${from} → ${to}`;
const inBrackets = (text: string | undefined): string => (text === undefined ? '' : ` (${text})`);
const after = (mark: string, text: string | undefined): string => (text === undefined ? '' : `${mark}${text}`);

const WORDS: Words = {
  Deed: ({ title }) => `you did: ${title}`,
  InstanceStateChanged: ({ instanceId, from, to, reason }) => `${instanceId} ${went(from, to)}${inBrackets(reason)}`,
  InstanceStatusChanged: ({ instanceId, check, to }) => `the ${check} status check of ${instanceId} is ${to}`,
  NatGatewayStateChanged: ({ natGatewayId, to }) => `NAT gateway ${natGatewayId} is ${to}`,
  NetworkChanged: ({ resourceId, change }) => `the network changed: ${resourceId}, ${change}`,
  LoadBalancerStateChanged: ({ to }) => `the load balancer is ${to}`,
  TargetRegistered: ({ targetId, port }) => `${targetId} was registered with the target group, port ${port}`,
  TargetHealthChanged: ({ targetId, from, to, reason, description }) =>
    `target ${targetId} ${went(from, to)}${after(': ', reason)}${inBrackets(description)}`,
  TargetDeregistered: ({ targetId }) => `${targetId} was deregistered: no new requests, old ones may finish`,
  TargetRemoved: ({ targetId }) => `${targetId} left the target group`,
  GroupCreated: ({ groupName }) => `the group ${groupName} was created`,
  GroupUpdated: ({ groupName }) => `the group ${groupName} was changed`,
  GroupDeleted: ({ groupName }) => `the group ${groupName} was deleted`,
  DesiredCapacityChanged: ({ from, to, trigger }, brief) =>
    `desired capacity went ${from} → ${to}${brief ? '' : `: ${trigger}`}`,
  GroupInstanceStateChanged: ({ instanceId, from, to }) => `in the group, ${instanceId} ${went(from, to)}`,
  GroupInstanceHealthChanged: ({ instanceId, to, source }) =>
    `the group marked ${instanceId} ${to}${to === 'Healthy' ? '' : `; ${WHO_SAID_SO[source]}`}`,
  ScalingActivityStarted: ({ description, reason }, brief) =>
    `${description.replace(/\.$/, '')}${brief ? '' : `: ${firstSentence(reason)}`}`,
  ScalingActivityEnded: ({ statusCode, statusMessage }) =>
    `a scaling activity ended ${statusCode}${after(': ', statusMessage)}`,
  ScalingPolicyTriggered: ({ policyName, outcome }) => `policy ${policyName} decided: ${outcome}`,
  ScheduledActionExecuted: ({ actionName, outcome }) => `the time of scheduled action ${actionName} came: ${outcome}`,
  InstanceWarmedUp: ({ instanceId }) => `${instanceId} is warmed up: its CPU counts from now on`,
  AlarmChanged: ({ alarmName }) => `the settings of alarm ${alarmName} were changed`,
  AlarmDeleted: ({ alarmName }) => `alarm ${alarmName} was deleted`,
  AlarmStateChanged: ({ alarmName, from, to, reason }) => `alarm ${alarmName} ${went(from, to)}: ${evidence(reason)}`,
  AlarmActionInvoked: ({ alarmName, state }) => `alarm ${alarmName}, in ${state}, called its action`,
  ManagedInstanceChanged: ({ instanceId, to }) => `the agent on ${instanceId} is ${to}`,
  CommandInvocationChanged: ({ instanceId }) => `Systems Manager ran a command on ${instanceId}`,
  BootStepFinished: ({ instanceId, step }) => `${instanceId} was still being born, and had got as far as: ${step}`,
  BootFailed: ({ instanceId, step, why }) => `the birth of ${instanceId} failed at ${step}: ${why}`,
  ContainerStarted: ({ instanceId, container }) => `the container ${container} started on ${instanceId}`,
  ContainerStopped: ({ instanceId, container, why }) =>
    `the container ${container} on ${instanceId} stopped${why === 'stopped' ? '' : after(': ', why)}`,
  CreditsExhausted: ({ instanceId }) => `${instanceId} has no CPU credits left`,
  TrafficChanged: ({ to, plan }) => (to === 'started' ? `users were at work: ${plan}` : `the users left (${plan})`),
  FaultInjected: ({ what }) => `a fault began: ${what}`,
  FaultCleared: ({ what }) => `a fault ended: ${what}`,
};

export function wordsOf(what: What, brief = false): string {
  const words = WORDS[what.type] as (what: What, brief: boolean) => string;
  return words(what, brief);
}

/** Of a cause with several sentences the first says what set it off. `At 2026-01-05T12:10:30Z` stands in the line already. */
function firstSentence(cause: string): string {
  const [first = ''] = cause.split(/ {2}(?=At )/);
  return first.replace(/^At \S+ /, '').replace(/\.$/, '');
}

const CROSSED =
  /^Threshold Crossed: (\d+) out of the last (\d+) datapoints \[(.*?)\] ((?:was|were)(?: not)?) (.*) the threshold \(([\d.E-]+)\)/;
const POINT = /([\d.]+(?:E-?\d+)?) \((?:[\d/]+ )?(\d\d:\d\d):\d\d\)/g;

/** CloudWatch's reason, legible: `2 of 2 points (57.9 at 12:33, 56.9 at 12:32) were greater than 35` (CW-26). */
function evidence(reason: string): string {
  const match = CROSSED.exec(reason);
  if (match === null)
    return reason.replace(/^(Threshold Crossed|Insufficient Data|Unchecked): /, '').replace(/\.$/, '');
  const [, count, of, list = '', verb, comparison, threshold] = match;
  const points = list.replace(POINT, (_, value, time) => `${Number(value).toFixed(1)} at ${time}`);
  return `${count} of ${of} points (${points}) ${verb} ${comparison} ${Number(threshold)}`;
}

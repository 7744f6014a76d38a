// AWS's own APIs say “slow down”, or nothing sensible at all: what clients, and people, must bear.

import { z } from 'zod';
import type { ControlAction } from '../../sandbox/index.js';
import { defineAction } from './action.js';
import { actOf, SANDBOX_ONLY } from './sandbox-only.js';

const SERVICES = [
  'all',
  'ec2',
  'elbv2',
  'autoscaling',
  'cloudwatch',
  'iam',
  'ssm',
  'sts',
  'logs',
  'servicequotas',
] as const;

const parameters = z.object({
  service: z.enum(SERVICES).default('ec2').describe('whose calls; `all`: every service'),
  operations: z
    .string()
    .optional()
    .describe('only these operations, with commas between them: DescribeInstances,RunInstances'),
  admitOneIn: z
    .number()
    .int()
    .min(2)
    .max(6)
    .default(3)
    .describe('of so many calls one passes; clients try again, ha-lab’s own until they get through'),
  outage: z.boolean().default(false).describe('no call passes: 503 ServiceUnavailable, in place of throttling'),
});

export const throttleApi = defineAction({
  name: 'throttle-api',
  summary: `lets AWS’s APIs refuse calls: too many, or an outage; ${SANDBOX_ONLY}`,
  expect:
    'clients meet RequestLimitExceeded or Throttling, try again and get through; in an outage they give up with ServiceUnavailable. Users of the stack notice nothing: what runs needs no API',
  parameters,
  async plan(lab, { service, operations, admitOneIn, outage }) {
    const act = actOf(lab, 'throttle-api', 'AWS throttles by itself when it is asked too often');
    const faultId = `throttle-api-${service}`;
    const scope = {
      faultId,
      ...(service === 'all' ? {} : { service }),
      ...(operations === undefined ? {} : { operations: operations.split(',').map((name) => name.trim()) }),
    };
    const action: ControlAction = {
      kind: 'api-fault',
      fault: outage
        ? { ...scope, kind: 'outage', answer: 'ServiceUnavailable' }
        : { ...scope, kind: 'throttle', admitOneIn },
    };
    const calls = `${service}${operations === undefined ? '' : ` (${operations})`}`;
    return {
      title: outage ? `throttle-api: outage of ${calls}` : `throttle-api: one call in ${admitOneIn} to ${calls} passes`,
      target: service,
      touches: [],
      undo: [{ do: 'act', action: { kind: 'clear-api-fault', faultId }, said: `${calls}: every call passes again` }],
      perform: () => act(action),
    };
  },
});

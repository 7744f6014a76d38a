// ALB-40 and ALB-41: which status the load balancer makes itself, cause by cause.

import { expect, test } from 'vitest';
import { type FailureCause, STATUS_BY_CAUSE } from '../../../../../src/sandbox/services/elbv2/rules/status-by-cause.js';

test.each<[FailureCause, number, string, boolean]>([
  ['no-registered-targets', 503, 'at-once', false],
  ['connection-refused', 502, 'at-once', true],
  ['connect-timeout', 504, 'connect-timeout', true],
  ['answer-timeout', 504, 'idle-timeout', false],
  ['target-closed', 502, 'at-once', false],
  ['malformed-answer', 502, 'at-once', false],
  ['drain-expired', 502, 'at-once', false],
  ['client-gave-up', 460, 'at-once', false],
])('ALB-40 ALB-41 %s: %i, %s', (cause, statusCode, after, connectionFailed) => {
  expect(STATUS_BY_CAUSE[cause]).toEqual({ statusCode, after, connectionFailed });
});

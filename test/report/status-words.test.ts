// Whose clock a status shows, and what stands behind the machines.

import { expect, test } from 'vitest';
import { whereText } from '../../src/report/status-words.js';

const MINUTE = 60_000;

test.each([
  ['an account', {}, 'AWS, '],
  ['a clock that stands', { startedAt: 0, speed: 0 }, 'sandbox, paused at t+00:01:00'],
  [
    'real machines that answer everybody',
    { startedAt: 0, speed: 20, realMachines: { requestsPerAnswer: 1.2 } },
    'sandbox with real machines, ×20 at t+00:01:00',
  ],
  [
    'real machines whose answers count for several',
    { startedAt: 0, speed: 20, realMachines: { requestsPerAnswer: 6.7 } },
    'sandbox with real machines (1 of 7 requests is made), ×20 at t+00:01:00',
  ],
])('%s', (_, facts, wanted) => {
  expect(whereText({ at: MINUTE, ...facts })).toContain(wanted);
});

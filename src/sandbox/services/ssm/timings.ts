// Systems Manager's own lengths of time. When an agent speaks is the machines' business; here is what the service makes of it.

import { MINUTE_MS } from '../../../kernel/index.js';
import type { Timing } from '../shared/timing.js';

/** How often the service looks whether an agent has spoken: as often as agents speak. */
export const PING_CHECK_INTERVAL_MS: Timing = { value: 5 * MINUTE_MS, kind: 'documented', rule: 'SSM-02' };

/** An agent that has been silent for longer is `ConnectionLost` at the next look: one heartbeat and some grace. */
export const PING_SILENCE_MS: Timing = { value: 5 * MINUTE_MS + 30_000, kind: 'chosen', rule: 'SSM-02' };

/** TimeoutSeconds when SendCommand names none. */
export const DELIVERY_TIMEOUT_SECONDS: Timing = { value: 3_600, kind: 'documented', rule: 'SSM-04' };

/** `executionTimeout` of AWS-RunShellScript when the caller names none. */
export const EXECUTION_TIMEOUT_SECONDS: Timing = { value: 3_600, kind: 'documented', rule: 'SSM-04' };

/** An agent that has not taken its command by then: the invocation is `Delayed`. */
export const DELAYED_AFTER_MS: Timing = { value: MINUTE_MS, kind: 'chosen', rule: 'SSM-03' };

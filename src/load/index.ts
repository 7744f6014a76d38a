// The load generator's public face: what the lab starts, and how it reads what came of it.

export type { Exchanged, Fate } from './exchange.js';
export type { ClockPlan, ClosedLoop, LoadPlan, OpenLoop } from './plan.js';
export { RunReport, type Stretch, stretchOf } from './report.js';
export { isFailure } from './tally.js';

// The applier's public face: synthesised JSON → plan → SDK calls → state. Who answers the calls it does not know.

export { type ApplyRequest, type ApplyResult, applyPlan, type Failure, type Progress, type Skip } from './apply.js';
export type { ApplyClock, AwsClients, WaitOptions } from './clients.js';
export type { Action, AttributeChange, PlannedChange } from './compare.js';
export { type Creation, creationRecorder } from './creation.js';
export { makePlan, type OutputChange, type Plan, type PlanRequest } from './plan.js';
export { isEmptyPlan, type PlanCounts, type PlanRow, planCounts, planJson, planTable } from './plan-output.js';
export type { Drift } from './refresh.js';
export type { Catalogue } from './resource-type.js';
export { CATALOGUE } from './resources/index.js';
export { INTERRUPTION } from './scheduler.js';
export { loadState, newState, type ResourceState, type State, saveState } from './state.js';
export { type StateStore, stateStore } from './store.js';
export { type Synthesis, type SynthOptions, synthesise } from './synth.js';

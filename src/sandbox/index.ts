// The sandbox's public face: what the lab and the commands may use. Nothing above knows what is behind it.

export { type BirthCertificate, DEFAULT_BIRTH } from './birth.js';
export { localControl, type SandboxControl, type SandboxStatus } from './control.js';
export { type Hooks, handlerOf, type InProcessHandler, pipelineOf, serve } from './doors.js';
export type { SandboxEvent } from './events.js';
export type { TrafficPlan } from './fleet/fleet.js';
export type { TrafficReport } from './fleet/simulated/index.js';
export type { ControlAction } from './inputs.js';
export { follow, skip } from './pace.js';
export { Sandbox } from './sandbox.js';
export type { HttpEndpoint } from './server/http.js';
export type { LogLine } from './server/pipeline.js';
export {
  ENGINE_VERSION,
  isStored,
  openStored,
  type Repair,
  repairStored,
  type StoredSandbox,
  setAside,
} from './storage.js';

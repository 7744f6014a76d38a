// The sandbox's public face: what the lab and the commands may use. Nothing above knows what is behind it.

export { type BirthCertificate, DEFAULT_BIRTH } from './birth.js';
export {
  type AdvanceUntil,
  type ForkSummary,
  type Keeping,
  type Kept,
  localControl,
  type RealMachinesSeen,
  type RewindRequest,
  type Rewound,
  type SandboxControl,
  type SandboxDetails,
  type SandboxStatus,
} from './control.js';
export {
  type Hooks,
  handlerOf,
  type InProcessHandler,
  OWN_ACCESS_KEY_ID,
  pipelineOf,
  type ServeOptions,
  type ShortRoad,
  serve,
  shortRoadOf,
} from './doors.js';
export type { SandboxEvent } from './events.js';
export type { TrafficPlan } from './fleet/fleet.js';
export type { LocalDoor } from './fleet/front-door.js';
export type { TrafficReport } from './fleet/simulated/index.js';
export { type Past, writePast } from './history.js';
export type { ControlAction } from './inputs.js';
export { type DockerFleetSettings, startDockerFleet } from './local/docker-fleet.js';
export { startLocalFleet } from './local/local-fleet.js';
export type { RealFleet, RealFleetSettings } from './local/real-fleet.js';
export { openVisitorDoors, type VisitorDoors } from './local/visits.js';
export { Occupants } from './occupants.js';
export { follow, type PacedRun, skip } from './pace.js';
export { FASTEST, type Pace, PaceDial } from './pace-dial.js';
export { freeName, type Repair, repairStored, setAside } from './repair.js';
export { Sandbox } from './sandbox.js';
export type { HttpEndpoint } from './server/http.js';
export type { LogLine } from './server/pipeline.js';
export { settling } from './settle.js';
export { ENGINE_VERSION, openStored, type StoredSandbox, type StoredSize } from './storage.js';
export { inTransition, type Transition } from './transitions.js';

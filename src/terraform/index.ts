// Terraform's public face: the binary on one synthesised stack. Who answers its calls, an account or a served sandbox, is the caller's choice.

export type { Diagnostic, ResourceAction, TerraformEvent } from './events.js';
export { findTerraform, type TerraformBinary } from './find.js';
export { findMirrors, mirroredVersions } from './mirrors.js';
export type { Override } from './overrides.js';
export type { AttributeDifference, TerraformChange, TerraformPlan } from './plan.js';
export { whySlow } from './slow.js';
export { readState, type TerraformState } from './state-file.js';
export { type ApplyEnd, environmentFor, Terraform, type TerraformSettings, type Watching } from './terraform.js';
export { compareVersions } from './versions.js';

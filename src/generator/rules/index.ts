// What the values of ha-lab.json must be to one another. An error is what AWS would refuse; a warning is what AWS accepts and
// what then surprises. Every finding says what to change. All findings are returned at once.
import type { Config } from '../config.js';
import { capacityRules } from './capacity.js';
import type { Finding } from './finding.js';
import { machineRules } from './machine.js';
import { networkRules } from './network.js';

export type { Finding } from './finding.js';

/** Every finding of every rule, errors first. The config must have passed its schema. */
export function checkConfig(config: Config): readonly Finding[] {
  const findings = [...capacityRules, ...networkRules, ...machineRules].flatMap((rule) => rule(config));
  return [
    ...findings.filter((finding) => finding.severity === 'error'),
    ...findings.filter((finding) => finding.severity === 'warning'),
  ];
}

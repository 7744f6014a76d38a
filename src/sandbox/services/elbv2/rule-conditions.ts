// Conditions of listener rules as sent, checked and brought into the store's form. Path patterns and host headers only.

import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { onlyModelled, unsupported } from '../shared/modelled.js';
import { validation } from './errors.js';
import type { Condition } from './store.js';

const MAX_VALUES = 5;
const MAX_LENGTH = 128;

/** Throws ValidationError, UnsupportedOperation. */
export function conditionsFrom(sent: readonly RuleCondition[]): readonly Condition[] {
  if (sent.length === 0) throw validation('A condition must be specified');
  const conditions = sent.map(conditionFrom);
  const fields = conditions.map(({ field }) => field);
  const twice = fields.find((field, index) => fields.indexOf(field) !== index);
  if (twice !== undefined) throw validation(`A rule can only have one '${twice}' condition`);
  if (conditions.flatMap(({ values }) => values).length > MAX_VALUES) {
    throw validation(`A rule can only have '${MAX_VALUES}' condition values`);
  }
  return conditions;
}

function conditionFrom(sent: RuleCondition): Condition {
  const field = sent.Field;
  if (field !== 'path-pattern' && field !== 'host-header')
    throw unsupported(`rule conditions on ${field ?? 'nothing'}`);
  onlyModelled('RuleCondition', sent, ['Field', 'Values', 'PathPatternConfig', 'HostHeaderConfig']);
  const { PathPatternConfig: path, HostHeaderConfig: host } = sent;
  const [config, foreign] = field === 'path-pattern' ? [path, host] : [host, path];
  if (foreign !== undefined) {
    const name = field === 'path-pattern' ? 'HostHeaderConfig' : 'PathPatternConfig';
    throw validation(`A condition with the field '${field}' cannot have a ${name}`);
  }
  if (config !== undefined) onlyModelled(`the ${field} condition`, config, ['Values']);
  const values = [...(config?.Values ?? sent.Values ?? [])];
  if (values.length === 0) throw validation('A condition value must be specified');
  for (const value of values) {
    if (value.length === 0 || value.length > MAX_LENGTH) {
      throw validation(`Condition value '${value}' must have between 1 and ${MAX_LENGTH} characters`);
    }
  }
  return { field, values };
}

// PutCompositeAlarm's input, checked as CloudWatch checks it, as the definition that the store keeps. Nothing is written here.

import type { Context } from '../../../context.js';
import { unsupported } from '../../shared/modelled.js';
import type { OperationInput } from '../../shared/operations.js';
import { findAlarm, findComposite } from '../alarms.js';
import { type AlarmRule, AlarmRuleProblem, alarmsNamed, readAlarmRule } from '../rules/alarm-rule.js';
import type { CompositeDefinition } from '../store.js';
import { refuseMembers, validationError } from './refusals.js';

type Input = OperationInput<typeof import('@aws-sdk/client-cloudwatch'), 'PutCompositeAlarm'>;

const REFUSED: Readonly<Record<string, string>> = {
  ActionsSuppressor: 'the suppression of actions',
  ActionsSuppressorWaitPeriod: 'the suppression of actions',
  ActionsSuppressorExtensionPeriod: 'the suppression of actions',
  ActionConfiguration: 'the configuration of alarm actions',
};

const LONGEST_RULE = 10_240;

export function compositeDefinition(context: Context, input: Input): CompositeDefinition {
  refuseMembers(input, REFUSED);
  const { AlarmName: alarmName, AlarmRule: alarmRule = '', AlarmDescription: description } = input;
  if (findAlarm(context, alarmName) !== undefined)
    throw validationError(`A metric alarm is named ${alarmName} already`);
  const missing = alarmsNamed(ruleFrom(alarmRule)).filter(
    (name) =>
      name !== alarmName && findAlarm(context, name) === undefined && findComposite(context, name) === undefined,
  );
  if (missing.length > 0)
    throw validationError(
      `Could not save the composite alarm as alarms [${missing.join(', ')}] in the alarm rule do not exist`,
    );
  return {
    alarmName,
    alarmRule,
    ...(description === undefined ? {} : { description }),
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: checkedActions(input.OKActions),
    alarmActions: checkedActions(input.AlarmActions),
    insufficientDataActions: checkedActions(input.InsufficientDataActions),
  };
}

function ruleFrom(text: string): AlarmRule {
  if (text === '' || text.trim() !== text)
    throw validationError('AlarmRule must not contain leading or trailing whitespace or be null');
  if (text.length > LONGEST_RULE) throw validationError(`AlarmRule must not be longer than ${LONGEST_RULE} characters`);
  if (/\bAT_LEAST\s*\(/.test(text)) throw unsupported('AT_LEAST in the rule of a composite alarm');
  try {
    return readAlarmRule(text);
  } catch (error) {
    if (!(error instanceof AlarmRuleProblem)) throw error;
    throw validationError(`Invalid AlarmRule: ${error.message}`);
  }
}

/** CW-42: a composite alarm moves neither groups nor machines. */
function checkedActions(actions: readonly string[] = []): readonly string[] {
  if (actions.length > 5) throw validationError('No more than 5 actions may be specified for one state');
  for (const action of actions) {
    const service = /^arn:aws[\w-]*:([\w-]+):/.exec(action)?.[1];
    if (service === undefined || service === 'autoscaling' || service === 'automate')
      throw validationError(`Invalid arn syntax: ${action}`);
    if (service !== 'sns') throw unsupported(`the action ${action} of a composite alarm`);
  }
  return actions;
}

// Tags of alarms, by ARN. PutMetricAlarm sets them only when it creates the alarm; afterwards they change here.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { Operations } from '../../shared/operations.js';
import { checkTags, tagMembers, tagsFrom } from '../../shared/tags.js';
import { findAlarm, findComposite } from '../alarms.js';
import type { AnyAlarm } from '../store.js';

function alarmByArn(context: Context, arn: string): AnyAlarm {
  const alarmName = arn.split(':').slice(6).join(':');
  const alarm = findAlarm(context, alarmName) ?? findComposite(context, alarmName);
  if (alarm === undefined || alarm.alarmArn !== arn) {
    throw new ServiceError('ResourceNotFoundException', `Unknown resource: ${arn}`, 404);
  }
  return alarm;
}

export const tagOperations = {
  ListTagsForResource(input, context) {
    return { Tags: tagMembers(alarmByArn(context, input.ResourceARN).tags) };
  },

  TagResource(input, context) {
    const alarm = alarmByArn(context, input.ResourceARN);
    checkTags(input.Tags, alarm.tags);
    alarm.tags = { ...alarm.tags, ...tagsFrom(input.Tags) };
    return {};
  },

  UntagResource(input, context) {
    const alarm = alarmByArn(context, input.ResourceARN);
    alarm.tags = Object.fromEntries(Object.entries(alarm.tags).filter(([key]) => !input.TagKeys.includes(key)));
    return {};
  },
} satisfies Operations<typeof import('@aws-sdk/client-cloudwatch'), Context>;

// Tags of alarms and dashboards, by ARN. Putting sets them only when it creates the thing; afterwards they change here.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { Operations } from '../../shared/operations.js';
import { own } from '../../shared/records.js';
import { checkTags, type Tags, tagMembers, tagsFrom } from '../../shared/tags.js';
import { findAlarm, findComposite } from '../alarms.js';

/** Alarms of both kinds, and dashboards. */
function taggedBy(context: Context, arn: string): { tags: Tags } {
  const { account, cloudwatch } = context.world;
  const name = arn.split(':').slice(6).join(':');
  const alarm = findAlarm(context, name) ?? findComposite(context, name);
  if (alarm?.alarmArn === arn) return alarm;
  const dashboards = `arn:aws:cloudwatch::${account.id}:dashboard/`;
  const dashboard = arn.startsWith(dashboards) ? own(cloudwatch.dashboards, arn.slice(dashboards.length)) : undefined;
  if (dashboard !== undefined) return dashboard;
  throw new ServiceError('ResourceNotFoundException', `Unknown resource: ${arn}`, 404);
}

export const tagOperations = {
  ListTagsForResource(input, context) {
    return { Tags: tagMembers(taggedBy(context, input.ResourceARN).tags) };
  },

  TagResource(input, context) {
    const tagged = taggedBy(context, input.ResourceARN);
    checkTags(input.Tags, tagged.tags);
    tagged.tags = { ...tagged.tags, ...tagsFrom(input.Tags) };
    return {};
  },

  UntagResource(input, context) {
    const tagged = taggedBy(context, input.ResourceARN);
    tagged.tags = Object.fromEntries(Object.entries(tagged.tags).filter(([key]) => !input.TagKeys.includes(key)));
    return {};
  },
} satisfies Operations<typeof import('@aws-sdk/client-cloudwatch'), Context>;

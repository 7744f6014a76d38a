// The operations on log groups. Streams and events are refused by name: no machine here has an agent that ships logs.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { onlyModelled } from '../shared/modelled.js';
import type { Operations } from '../shared/operations.js';
import { page } from '../shared/pages.js';
import { own } from '../shared/records.js';
import { checkTags, type Tags, tagMembers } from '../shared/tags.js';
import type { LogGroup } from './store.js';

type Logs = typeof import('@aws-sdk/client-cloudwatch-logs');

const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;
const MOST_AT_ONCE = 50;
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterException', message);
const broken = (member: string, value: unknown, constraint: string): ServiceError =>
  invalid(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );

function checkName(name: string): void {
  if (!NAME.test(name)) {
    throw broken('logGroupName', name, 'satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+');
  }
  if (name.startsWith('aws/')) throw invalid('Log group names must not start with aws/');
}

function required(context: Context, name: string): LogGroup {
  const group = own(context.world.logs.logGroups, name);
  if (group !== undefined) return group;
  throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
}

/** Of the group itself; what lies in it is named by the same with `:*` behind it. */
const arnOf = ({ world: { account } }: Context, name: string): string =>
  `arn:aws:logs:${account.region}:${account.id}:log-group:${name}`;

function taggedBy(context: Context, resourceArn: string): LogGroup {
  const group = Object.values(context.world.logs.logGroups).find(({ name }) => arnOf(context, name) === resourceArn);
  if (group !== undefined) return group;
  throw new ServiceError('ResourceNotFoundException', 'The specified resource does not exist.');
}

function checked(tags: Readonly<Tags> | undefined, existing: Readonly<Tags> = {}): Tags {
  try {
    checkTags(tagMembers(tags ?? {}), existing);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new ServiceError(
      error.code === 'TagLimitExceeded' ? 'TooManyTagsException' : 'InvalidParameterException',
      error.message,
    );
  }
  return { ...existing, ...tags };
}

function view(context: Context, { name, createdAt, logGroupClass, retentionDays }: LogGroup) {
  const arn = arnOf(context, name);
  return {
    logGroupName: name,
    creationTime: createdAt,
    ...(retentionDays === undefined ? {} : { retentionInDays: retentionDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes: 0,
    logGroupClass,
    logGroupArn: arn,
  };
}

export const operations = {
  CreateLogGroup(input, context) {
    onlyModelled('CreateLogGroup', input, ['logGroupName', 'logGroupClass', 'tags']);
    const { logGroupName: name, logGroupClass = 'STANDARD' } = input;
    const { logGroups } = context.world.logs;
    checkName(name);
    const tags = checked(input.tags);
    if (own(logGroups, name) !== undefined) {
      throw new ServiceError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    logGroups[name] = { name, createdAt: context.kernel.now, logGroupClass, tags };
  },

  /** By name, in the order of ASCII. A prefix is compared from the start, a pattern is any part of the name. */
  DescribeLogGroups(input, context) {
    onlyModelled('DescribeLogGroups', input, [
      'logGroupNamePrefix',
      'logGroupNamePattern',
      'logGroupClass',
      'limit',
      'nextToken',
    ]);
    const { logGroupNamePrefix: prefix, logGroupNamePattern: part, logGroupClass, limit = MOST_AT_ONCE } = input;
    if (prefix !== undefined && part !== undefined) {
      throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
    }
    if (limit < 1 || limit > MOST_AT_ONCE) {
      throw broken('limit', limit, `have value between 1 and ${MOST_AT_ONCE}`);
    }
    const wanted = Object.values(context.world.logs.logGroups)
      .filter((group) => logGroupClass === undefined || group.logGroupClass === logGroupClass)
      .filter(({ name }) => name.startsWith(prefix ?? '') && name.includes(part ?? ''))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const request = { maxResults: limit, nextToken: input.nextToken, errorCode: 'InvalidParameterException' };
    const { items, nextToken } = page(wanted, request);
    return { logGroups: items.map((group) => view(context, group)), nextToken };
  },

  DeleteLogGroup({ logGroupName }, context) {
    delete context.world.logs.logGroups[required(context, logGroupName).name];
  },

  PutRetentionPolicy({ logGroupName, retentionInDays }, context) {
    if (!RETENTION_DAYS.includes(retentionInDays)) {
      throw broken('retentionInDays', retentionInDays, `satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`);
    }
    required(context, logGroupName).retentionDays = retentionInDays;
  },

  DeleteRetentionPolicy({ logGroupName }, context) {
    delete required(context, logGroupName).retentionDays;
  },

  ListTagsForResource({ resourceArn }, context) {
    return { tags: taggedBy(context, resourceArn).tags };
  },

  TagResource({ resourceArn, tags }, context) {
    const group = taggedBy(context, resourceArn);
    group.tags = checked(tags, group.tags);
  },

  UntagResource({ resourceArn, tagKeys }, context) {
    const group = taggedBy(context, resourceArn);
    for (const key of tagKeys) delete group.tags[key];
  },
} satisfies Operations<Logs, Context>;

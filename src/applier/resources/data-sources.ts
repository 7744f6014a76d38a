// The data sources: data aws_ssm_parameter, aws_availability_zones, aws_caller_identity, aws_region.

import { DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { assert } from '../../errors.js';
import { defineDataSource } from '../resource-type.js';
import { block, flag, listAttribute, numberAttribute, set, setAttribute, text, textAttribute } from '../schema.js';

export const dataAwsSsmParameter = defineDataSource({
  type: 'aws_ssm_parameter',
  schema: {
    name: text({ required: true }),
    with_decryption: flag({ default: true }),
    value: textAttribute(),
    type: textAttribute(),
    version: numberAttribute(),
    arn: textAttribute(),
  },
  async read({ clients }, config) {
    const { Parameter } = await clients.ssm.send(
      new GetParameterCommand({ Name: config.name, WithDecryption: config.with_decryption }),
    );
    assert(Parameter, 'GetParameter answered no parameter');
    return {
      ...config,
      id: config.name,
      value: Parameter.Value ?? null,
      type: Parameter.Type ?? null,
      version: Parameter.Version ?? null,
      arn: Parameter.ARN ?? null,
    };
  },
});

export const dataAwsAvailabilityZones = defineDataSource({
  type: 'aws_availability_zones',
  schema: {
    state: text(),
    exclude_names: set(),
    filter: block('set', { name: text({ required: true }), values: set({ required: true }) }),
    names: listAttribute(),
    zone_ids: listAttribute(),
    group_names: setAttribute(),
  },
  async read({ clients }, config) {
    const filters = config.filter.map(({ name, values }) => ({ Name: name, Values: [...values] }));
    const Filters = config.state === null ? filters : [...filters, { Name: 'state', Values: [config.state] }];
    const { AvailabilityZones } = await clients.ec2.send(new DescribeAvailabilityZonesCommand({ Filters }));
    const zones = (AvailabilityZones ?? [])
      .filter(({ ZoneName }) => ZoneName !== undefined && !(config.exclude_names ?? []).includes(ZoneName))
      .sort((a, b) => ((a.ZoneName ?? '') < (b.ZoneName ?? '') ? -1 : 1));
    return {
      ...config,
      id: await clients.ec2.config.region(),
      names: zones.flatMap(({ ZoneName }) => ZoneName ?? []),
      zone_ids: zones.flatMap(({ ZoneId }) => ZoneId ?? []),
      group_names: [...new Set(zones.flatMap(({ GroupName }) => GroupName ?? []))],
    };
  },
});

export const dataAwsCallerIdentity = defineDataSource({
  type: 'aws_caller_identity',
  schema: { account_id: textAttribute(), arn: textAttribute(), user_id: textAttribute() },
  async read({ clients }) {
    const { Account, Arn, UserId } = await clients.sts.send(new GetCallerIdentityCommand({}));
    return { id: Account ?? '', account_id: Account ?? null, arn: Arn ?? null, user_id: UserId ?? null };
  },
});

export const dataAwsRegion = defineDataSource({
  type: 'aws_region',
  schema: { name: textAttribute() },
  async read({ clients }) {
    const region = await clients.ec2.config.region();
    return { id: region, name: region };
  },
});

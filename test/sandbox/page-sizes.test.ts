// A page of nothing would have a next page for ever, and one of less than nothing would lose what stands at its end: over the whole surface a
// size below one is refused, in the service's own words.

import { expect, test } from 'vitest';
import { ServiceError } from '../../src/errors.js';
import { Sandbox } from '../../src/sandbox/index.js';
import { createServiceModel } from '../../src/sandbox/wire/service-model.js';
import { operationsOf, SERVICE_NAMES } from '../../src/sandbox/wiring.js';
import { modelFiles } from './wire/harness.js';

const SIZE = /^(MaxResults|MaxRecords|MaxItems|PageSize|MaxDatapoints|limit)$/;

/** Not called here. */
const EXCEPT: Readonly<Record<string, string>> = {
  DescribeLaunchConfigurations: 'there are none, so there are no pages',
  DescribeNotificationConfigurations: 'there are none, so there are no pages',
  DescribeVpcEndpoints: 'there are none, so there are no pages',
  DescribeVpcClassicLinkDnsSupport: 'there are none, so there are no pages',
  ListAccountAliases: 'there are none, so there are no pages',
  DescribeLaunchTemplateVersions: 'asks whose versions first',
  DescribeListeners: 'asks whose listeners first',
  DescribeRules: 'asks whose rules first',
};

/** Beside the size, what an operation cannot do without. */
const BESIDE: Readonly<Record<string, object>> = {
  GetMetricData: { StartTime: new Date(0), EndTime: new Date(60_000), MetricDataQueries: [] },
  GetParametersByPath: { Path: '/' },
};

interface Sized {
  readonly service: string;
  readonly operation: string;
  readonly member: string;
}

const SIZED: readonly Sized[] = SERVICE_NAMES.flatMap((service) => {
  const file = modelFiles.find((one) => one.service === service);
  const model = file === undefined ? undefined : createServiceModel(file);
  return Object.keys(operationsOf(service)).flatMap((operation): Sized[] => {
    const input = model?.operation(operation).input;
    const members = input?.kind === 'structure' ? input.members : [];
    const member = members.find(({ name }) => SIZE.test(name))?.name;
    const needs = members.some(({ required }) => required) && BESIDE[operation] === undefined;
    return member === undefined || needs || EXCEPT[operation] !== undefined ? [] : [{ service, operation, member }];
  });
});

test.each(SIZED)('$service $operation refuses a page of none, and of fewer', ({ service, operation, member }) => {
  const sandbox = Sandbox.born();
  for (const size of [0, -1]) {
    const call = (): unknown => sandbox.call(service, operation, { ...BESIDE[operation], [member]: size });
    expect(call).toThrow(ServiceError);
    expect(call).toThrow(new RegExp(`(${size}\\D|'${size}'|between 1 and)`));
  }
});

// Never accepted and ignored, over the whole surface: every member of every operation's input is named by its handler, or the handler refuses what it
// does not name (`onlyModelled`, with the operation's name), or it stands here with the reason why there is nothing to choose. A new member of a newer SDK fails here.

import { expect, test } from 'vitest';
import { createServiceModel } from '../../src/sandbox/wire/service-model.js';
import { operationsOf, SERVICE_NAMES } from '../../src/sandbox/wiring.js';
import { wordsByOperation } from './members-named.js';
import { modelFiles } from './wire/harness.js';

const NONE_THERE = 'there are none, so nothing is left out, filtered or continued';
const SAME_AGAIN = 'the same call again changes nothing';
const NONE_MANAGED = 'no other service keeps resources for the account, so none are hidden';

/** By operation, or for every operation; `*` stands for all members. */
const REASONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'every operation': { DryRun: 'answered before the handler', IncludeManagedResources: NONE_MANAGED },
  'autoscaling AttachTrafficSources': {
    SkipZonalShiftValidation: 'zonal shift is not modelled, so there is no check to skip',
  },
  'autoscaling CreateLaunchConfiguration': { '*': 'refused whatever it says, as AWS refuses every new account' },
  'autoscaling DescribeLaunchConfigurations': { '*': NONE_THERE },
  'autoscaling DescribeLoadBalancers': { '*': NONE_THERE },
  'autoscaling DescribeNotificationConfigurations': { '*': NONE_THERE },
  'autoscaling DescribeWarmPool': { '*': NONE_THERE },
  'ec2 DescribeAvailabilityZones': { AllAvailabilityZones: 'the region has no zones that must be asked for' },
  'ec2 DescribeImages': { IncludeDisabled: 'none is disabled' },
  'ec2 DescribeKeyPairs': { '*': NONE_THERE },
  'ec2 DescribeVpcClassicLink': { '*': NONE_THERE },
  'ec2 DescribeVpcClassicLinkDnsSupport': { '*': NONE_THERE },
  'ec2 DescribeVpcEndpoints': { '*': NONE_THERE },
  'ec2 DetachNetworkInterface': { Force: 'every detachment is refused: the only interface of a machine stays' },
  'ec2 ModifyInstanceCreditSpecification': { ClientToken: SAME_AGAIN },
  'ec2 ModifyLaunchTemplate': { ClientToken: SAME_AGAIN },
  'elbv2 DescribeListenerCertificates': { '*': NONE_THERE },
  'iam ListAccountAliases': { '*': NONE_THERE },
};

function isExcused(name: string, member: string): boolean {
  const reasons = { ...REASONS['every operation'], ...REASONS[name] };
  return reasons[member] !== undefined || reasons['*'] !== undefined;
}

test.each(SERVICE_NAMES)('%s: no member of an input is read by nobody', (service) => {
  const file = modelFiles.find((one) => one.service === service);
  if (file === undefined) throw new Error(`no model of ${service}`);
  const model = createServiceModel(file);
  const known = wordsByOperation(service);
  const unread: string[] = [];
  const built = Object.keys(operationsOf(service));
  for (const operation of built) {
    const words = known.get(operation) ?? new Set();
    const shape = model.operation(operation).input;
    if (shape?.kind !== 'structure' || (words.has('onlyModelled') && words.has(operation))) continue;
    const members = shape.members.map(({ name }) => name).filter((member) => !words.has(member));
    unread.push(
      ...members
        .filter((member) => !isExcused(`${service} ${operation}`, member))
        .map((member) => `${operation}.${member}`),
    );
  }
  expect(built.filter((operation) => !known.has(operation))).toEqual([]);
  expect(unread).toEqual([]);
});

// The instance profile of an instance that already runs: given, taken away, shown. What it permits, IAM knows.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { type FilterTable, filtered } from '../../shared/filters.js';
import { resourceId } from '../../shared/ids.js';
import { existing, notFound } from '../errors.js';
import { profileFor } from '../launch.js';
import type { Instance } from '../model/instance.js';
import type { Ec2Operations } from './api.js';
import { onePage } from './common.js';

interface Association {
  readonly AssociationId: string;
  readonly InstanceId: string;
  readonly IamInstanceProfile: { readonly Arn: string; readonly Id?: string | undefined };
  readonly State: 'associated' | 'disassociating';
}

const FILTERS: FilterTable<Association> = {
  'instance-id': ({ InstanceId }) => InstanceId,
  state: ({ State }) => State,
};

export const instanceProfileOperations = {
  AssociateIamInstanceProfile(input, context) {
    const instance = existing('instance', context.world.ec2.instances, input.InstanceId);
    const arn = profileFor(context, input.IamInstanceProfile.Arn ?? input.IamInstanceProfile.Name ?? '');
    if (instance.instanceProfileArn !== undefined) {
      throw new ServiceError('IncorrectState', `There is an existing association for instance ${instance.instanceId}`);
    }
    instance.instanceProfileArn = arn;
    instance.instanceProfileAssociationId = resourceId(context, 'iip-assoc');
    return { IamInstanceProfileAssociation: associationsOf(context, instance)[0] };
  },

  DisassociateIamInstanceProfile(input, context) {
    const instance = Object.values(context.world.ec2.instances).find(
      ({ instanceProfileAssociationId }) => instanceProfileAssociationId === input.AssociationId,
    );
    const [association] = instance === undefined ? [] : associationsOf(context, instance);
    if (instance === undefined || association === undefined) throw notFound('association', input.AssociationId);
    delete instance.instanceProfileArn;
    delete instance.instanceProfileAssociationId;
    return { IamInstanceProfileAssociation: { ...association, State: 'disassociating' } };
  },

  DescribeIamInstanceProfileAssociations(input, context) {
    const all = Object.values(context.world.ec2.instances).flatMap((instance) => associationsOf(context, instance));
    const wanted = input.AssociationIds ?? [];
    const named = wanted.length === 0 ? all : all.filter(({ AssociationId }) => wanted.includes(AssociationId));
    const passing = filtered(named, input.Filters, FILTERS);
    const { items, nextToken } = onePage(passing, input);
    return { IamInstanceProfileAssociations: items, NextToken: nextToken };
  },
} satisfies Ec2Operations;

function associationsOf(context: Context, instance: Instance): readonly Association[] {
  const { instanceProfileArn: arn, instanceProfileAssociationId: associationId, instanceId, state } = instance;
  if (arn === undefined || associationId === undefined || state === 'terminated') return [];
  return [
    {
      AssociationId: associationId,
      InstanceId: instanceId,
      IamInstanceProfile: { Arn: arn, Id: context.lookup.instanceProfile(arn)?.id },
      State: 'associated',
    },
  ];
}

// Tags of anything that has an EC2 id.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { type FilterTable, filtered } from '../../shared/filters.js';
import { own } from '../../shared/records.js';
import { checkTags, type Tags } from '../../shared/tags.js';
import { notFound } from '../errors.js';
import type { Ec2Operations } from './api.js';
import { onePage } from './common.js';

interface TaggedResource {
  readonly resourceId: string;
  readonly resourceType: string;
  readonly tags: Tags;
}

interface Tag extends Omit<TaggedResource, 'tags'> {
  readonly key: string;
  readonly value: string;
}

const FILTERS: FilterTable<Tag> = {
  key: ({ key }) => key,
  'resource-id': ({ resourceId }) => resourceId,
  'resource-type': ({ resourceType }) => resourceType,
  value: ({ value }) => value,
};

export const tagOperations = {
  CreateTags(input, context) {
    const resources = input.Resources.map((id) => find(context, id));
    for (const { tags } of resources) checkTags(input.Tags, tags);
    for (const { tags } of resources) {
      for (const { Key, Value } of input.Tags) if (Key !== undefined) tags[Key] = Value ?? '';
    }
  },

  /** A tag with a value is deleted only if it has that value; without tags all but AWS's own go. */
  DeleteTags(input, context) {
    const resources = input.Resources.map((id) => find(context, id));
    for (const { tags } of resources) {
      const wanted = input.Tags ?? Object.keys(tags).map((Key) => ({ Key, Value: undefined }));
      for (const { Key, Value } of wanted) {
        if (Key === undefined || /^aws:/i.test(Key)) continue;
        if (Value === undefined || own(tags, Key) === Value) delete tags[Key];
      }
    }
  },

  DescribeTags(input, context) {
    const tags = allTagged(context).flatMap(({ resourceId, resourceType, tags: held }) =>
      Object.entries(held).map(([key, value]) => ({ resourceId, resourceType, key, value })),
    );
    const table = { ...FILTERS, ...keyFilters(input.Filters) };
    const passing = filtered(tags, input.Filters, table);
    const { items, nextToken } = onePage(passing, input, { defaultSize: 1_000 });
    return {
      Tags: items.map(({ resourceId, resourceType, key, value }) => ({
        ResourceId: resourceId,
        ResourceType: resourceType as 'instance',
        Key: key,
        Value: value,
      })),
      NextToken: nextToken,
    };
  },
} satisfies Ec2Operations;

/** `tag:<key>` looks at the value of tags with that key. */
function keyFilters(filters: readonly { readonly Name?: string | undefined }[] | undefined): FilterTable<Tag> {
  const names = (filters ?? []).map(({ Name }) => Name ?? '').filter((name) => name.startsWith('tag:'));
  return Object.fromEntries(
    names.map((name) => [name, ({ key, value }: Tag) => (key === name.slice('tag:'.length) ? value : undefined)]),
  );
}

function find(context: Context, id: string): TaggedResource {
  const found = allTagged(context).find(({ resourceId }) => resourceId === id);
  if (found !== undefined) return found;
  if (!/^[a-z-]+-[0-9a-f]+$/.test(id)) throw new ServiceError('InvalidID', `The ID '${id}' is not valid`);
  throw notFoundById(id);
}

/** The error depends on what the id says it is. */
function notFoundById(id: string): ServiceError {
  const kinds = {
    vpc: 'vpc',
    subnet: 'subnet',
    igw: 'internetGateway',
    rtb: 'routeTable',
    acl: 'networkAcl',
    eni: 'networkInterface',
    sg: 'securityGroup',
    sgr: 'securityGroupRule',
    eipalloc: 'allocation',
    dopt: 'dhcpOptions',
    i: 'instance',
    vol: 'volume',
    lt: 'launchTemplate',
    nat: 'natGateway',
    ami: 'image',
  } as const;
  const kind = own<(typeof kinds)[keyof typeof kinds]>(kinds, id.slice(0, id.lastIndexOf('-')));
  return kind === undefined ? new ServiceError('InvalidID', `The ID '${id}' is not valid`) : notFound(kind, id);
}

function allTagged(context: Context): readonly TaggedResource[] {
  const { ec2 } = context.world;
  const of = (resourceType: string, record: Readonly<Record<string, { readonly tags: Tags }>>): TaggedResource[] =>
    Object.entries(record).map(([resourceId, { tags }]) => ({ resourceId, resourceType, tags }));
  return [
    ...of('dhcp-options', ec2.dhcpOptions),
    ...of('elastic-ip', ec2.addresses),
    ...of('instance', ec2.instances),
    ...of('internet-gateway', ec2.internetGateways),
    ...of('launch-template', ec2.launchTemplates),
    ...of('natgateway', ec2.natGateways),
    ...of('network-acl', ec2.networkAcls),
    ...of('network-interface', ec2.networkInterfaces),
    ...of('route-table', ec2.routeTables),
    ...of('security-group', ec2.securityGroups),
    ...Object.values(ec2.securityGroups).flatMap(({ rules }) =>
      rules.map(({ ruleId, tags }) => ({ resourceId: ruleId, resourceType: 'security-group-rule', tags })),
    ),
    ...of('subnet', ec2.subnets),
    ...of('volume', ec2.volumes),
    ...of('vpc', ec2.vpcs),
  ];
}

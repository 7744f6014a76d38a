// What the region and the account offer: zones, the region itself, quotas, DHCP options, key pairs.

import { ServiceError } from '../../../../errors.js';
import { type FilterTable, filtered } from '../../shared/filters.js';
import { tagMembers } from '../../shared/tags.js';
import type { DhcpOptions } from '../model/network.js';
import type { Ec2Operations } from './api.js';
import { select } from './common.js';

interface Zone {
  readonly name: string;
  readonly id: string;
}

const DHCP_FILTERS: FilterTable<DhcpOptions> = {
  'dhcp-options-id': ({ dhcpOptionsId }) => dhcpOptionsId,
  key: ({ options }) => Object.keys(options),
  value: ({ options }) => Object.values(options).flat(),
};

export const regionOperations = {
  DescribeAvailabilityZones(input, context) {
    const { zones, region } = context.world.account;
    const table: FilterTable<Zone> = {
      'group-name': () => region,
      message: () => undefined,
      'opt-in-status': () => 'opt-in-not-required',
      'region-name': () => region,
      state: () => 'available',
      'zone-id': ({ id }) => id,
      'zone-name': ({ name }) => name,
      'zone-type': () => 'availability-zone',
    };
    const named = [...(input.ZoneNames ?? []), ...(input.ZoneIds ?? [])];
    for (const wanted of named) {
      if (zones.some(({ name, id }) => name === wanted || id === wanted)) continue;
      throw new ServiceError('InvalidParameterValue', `Invalid availability zone: [${wanted}]`);
    }
    const chosen =
      named.length === 0 ? zones : zones.filter(({ name, id }) => named.includes(name) || named.includes(id));
    return {
      AvailabilityZones: filtered(chosen, input.Filters, table).map(({ name, id }) => ({
        ZoneName: name,
        ZoneId: id,
        RegionName: region,
        GroupName: region,
        NetworkBorderGroup: region,
        OptInStatus: 'opt-in-not-required' as const,
        State: 'available' as const,
        ZoneType: 'availability-zone',
        Messages: [],
      })),
    };
  },

  /** The sandbox has one region. */
  DescribeRegions(input, context) {
    const { region } = context.world.account;
    const endpoint = `ec2.${region}.amazonaws.com`;
    const unknown = (input.RegionNames ?? []).find((name) => name !== region);
    if (unknown !== undefined) throw new ServiceError('InvalidParameterValue', `Invalid region provided: [${unknown}]`);
    const table: FilterTable<string> = {
      endpoint: () => endpoint,
      'opt-in-status': () => 'opt-in-not-required',
      'region-name': (name) => name,
    };
    return {
      Regions: filtered([region], input.Filters, table).map((RegionName) => ({
        RegionName,
        Endpoint: endpoint,
        OptInStatus: 'opt-in-not-required',
      })),
    };
  },

  DescribeAccountAttributes(input, context) {
    const defaultVpc = Object.values(context.world.ec2.vpcs).find(({ isDefault }) => isDefault);
    const attributes: Readonly<Record<string, readonly string[]>> = {
      'supported-platforms': ['VPC'],
      'default-vpc': [defaultVpc?.vpcId ?? 'none'],
    };
    const named: readonly string[] = input.AttributeNames ?? [];
    return {
      AccountAttributes: Object.entries(attributes)
        .filter(([name]) => named.length === 0 || named.includes(name))
        .map(([AttributeName, values]) => ({
          AttributeName,
          AttributeValues: values.map((AttributeValue) => ({ AttributeValue })),
        })),
    };
  },

  DescribeDhcpOptions(input, context) {
    const { account, ec2 } = context.world;
    const table = { ...DHCP_FILTERS, 'owner-id': () => account.id };
    const { items, nextToken } = select('dhcpOptions', ec2.dhcpOptions, input.DhcpOptionsIds, input, table);
    return {
      DhcpOptions: items.map(({ dhcpOptionsId, options, tags }) => ({
        DhcpOptionsId: dhcpOptionsId,
        OwnerId: account.id,
        DhcpConfigurations: Object.entries(options).map(([Key, values]) => ({
          Key,
          Values: values.map((Value) => ({ Value })),
        })),
        Tags: tagMembers(tags),
      })),
      NextToken: nextToken,
    };
  },

  /** None can be made, so there are none. */
  DescribeKeyPairs(input) {
    const name = input.KeyNames?.[0];
    if (name !== undefined) {
      throw new ServiceError('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`);
    }
    return { KeyPairs: [] };
  },
} satisfies Ec2Operations;

// What the region and the account offer: zones, the region itself, quotas, DHCP options, key pairs.

import { ServiceError } from '../../../../errors.js';
import { type FilterTable, filtered } from '../../shared/filters.js';
import { tagMembers } from '../../shared/tags.js';
import type { DhcpOptions } from '../model/network.js';
import { accountAttributes } from '../quotas.js';
import { OPT_IN_REGIONS, REGIONS_OF_EVERY_ACCOUNT } from '../regions.js';
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

const REGION_FILTERS: FilterTable<ReturnType<typeof regionView>> = {
  endpoint: ({ Endpoint }) => Endpoint,
  'opt-in-status': ({ OptInStatus }) => OptInStatus,
  'region-name': ({ RegionName }) => RegionName,
};

function regionView(name: string, served: string) {
  const enabled = REGIONS_OF_EVERY_ACCOUNT.includes(name) ? 'opt-in-not-required' : 'opted-in';
  return {
    RegionName: name,
    Endpoint: `ec2.${name}.amazonaws.com`,
    OptInStatus: name === served ? enabled : 'not-opted-in',
  };
}

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

  /**
   * One region is enabled: the one that is served. A script that goes through all regions finds this one, and none that would refuse it.
   * The others are answered, as AWS answers a region that an account has not enabled, to whoever names them or asks for all.
   */
  DescribeRegions(input, context) {
    const { region: served } = context.world.account;
    const known = [...new Set([...REGIONS_OF_EVERY_ACCOUNT, ...OPT_IN_REGIONS, served])].sort();
    const named = input.RegionNames ?? [];
    const unknown = named.find((name) => !known.includes(name));
    if (unknown !== undefined) throw new ServiceError('InvalidParameterValue', `Invalid region provided: [${unknown}]`);
    const shown = named.length > 0 ? known.filter((name) => named.includes(name)) : known;
    const enabledOnly = named.length === 0 && input.AllRegions !== true;
    const views = shown.filter((name) => !enabledOnly || name === served).map((name) => regionView(name, served));
    return { Regions: filtered(views, input.Filters, REGION_FILTERS) };
  },

  DescribeAccountAttributes(input, context) {
    const named: readonly string[] = input.AttributeNames ?? [];
    return {
      AccountAttributes: Object.entries(accountAttributes(context))
        .filter(([name]) => named.length === 0 || named.includes(name))
        .map(([AttributeName, AttributeValue]) => ({ AttributeName, AttributeValues: [{ AttributeValue }] })),
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
    const named = input.KeyNames?.[0] ?? input.KeyPairIds?.[0];
    if (named !== undefined) {
      throw new ServiceError('InvalidKeyPair.NotFound', `The key pair '${named}' does not exist`);
    }
    return { KeyPairs: [] };
  },
} satisfies Ec2Operations;

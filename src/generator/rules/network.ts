// Zones, address ranges, ways out.
import { contains, overlap, parseCidr } from '../cidr.js';
import { error, type Finding, type Rule, warning } from './finding.js';

const zones: Rule = ({ region, availabilityZones }) => {
  const foreign = availabilityZones.filter((zone) => zone.slice(0, -1) !== region);
  const findings = foreign.map((zone) =>
    error(
      'zones',
      'availabilityZones',
      `zone ${zone} does not lie in region ${region}`,
      `name zones such as ${region}a, ${region}b`,
      ['region'],
    ),
  );
  if (new Set(availabilityZones).size < availabilityZones.length)
    findings.push(error('zones', 'availabilityZones', 'a zone is named twice', 'name each zone once'));
  return findings;
};

const subnetCount: Rule = ({ vpc, availabilityZones }) =>
  (['publicSubnetCidrs', 'privateSubnetCidrs'] as const)
    .filter((key) => vpc[key].length !== availabilityZones.length)
    .map((key) =>
      error(
        'subnet-count',
        `vpc.${key}`,
        `${key} has ${vpc[key].length} ranges for ${availabilityZones.length} zones`,
        'give one range for each zone',
        ['availabilityZones'],
      ),
    );

const vpcSize: Rule = ({ vpc: { cidrBlock } }) => {
  const prefix = parseCidr(cidrBlock)?.prefix ?? 0;
  return prefix >= 16 && prefix <= 28
    ? []
    : [
        error(
          'vpc-size',
          'vpc.cidrBlock',
          `the VPC ${cidrBlock} is not between /16 and /28`,
          'choose a range such as 10.0.0.0/16',
        ),
      ];
};

const subnetPlaces: Rule = ({ vpc }) => {
  const outer = parseCidr(vpc.cidrBlock);
  const subnets = [
    ...vpc.publicSubnetCidrs.map((text) => ({ text, key: 'publicSubnetCidrs' })),
    ...vpc.privateSubnetCidrs.map((text) => ({ text, key: 'privateSubnetCidrs' })),
  ];
  const findings: Finding[] = [];
  subnets.forEach(({ text, key }, index) => {
    const inner = parseCidr(text);
    if (!inner || !outer) return;
    if (!contains(outer, inner))
      findings.push(
        error(
          'subnet-place',
          `vpc.${key}`,
          `subnet ${text} does not lie inside the VPC ${vpc.cidrBlock}`,
          `choose a range inside ${vpc.cidrBlock}`,
          ['vpc.cidrBlock'],
        ),
      );
    for (const other of subnets.slice(0, index)) {
      const earlier = parseCidr(other.text);
      if (earlier && overlap(earlier, inner))
        findings.push(
          error(
            'subnet-overlap',
            `vpc.${key}`,
            `subnet ${text} overlaps subnet ${other.text}`,
            'choose ranges that do not overlap',
            [`vpc.${other.key}`],
          ),
        );
    }
  });
  return findings;
};

const subnetSizes: Rule = ({ vpc }) => [
  ...vpc.publicSubnetCidrs
    .filter((text) => (parseCidr(text)?.prefix ?? 0) > 27)
    .map((text) =>
      error(
        'alb-subnet-size',
        'vpc.publicSubnetCidrs',
        `public subnet ${text} is smaller than /27, too small for a load balancer`,
        'choose ranges of /27 or larger, from a VPC of /24 or larger',
        ['vpc.cidrBlock'],
      ),
    ),
  ...vpc.privateSubnetCidrs
    .filter((text) => (parseCidr(text)?.prefix ?? 0) > 28)
    .map((text) =>
      error(
        'subnet-size',
        'vpc.privateSubnetCidrs',
        `private subnet ${text} is smaller than /28, the smallest AWS allows`,
        'choose ranges of /28 or larger',
        ['vpc.cidrBlock'],
      ),
    ),
];

const singleNat: Rule = ({ vpc, availabilityZones }) => {
  const [home, ...others] = availabilityZones;
  return vpc.natGateways === 'single'
    ? [
        warning(
          'single-nat',
          'vpc.natGateways',
          `the only NAT gateway stands in ${home}: when that zone fails, ${others.join(' and ')} ${others.length === 1 ? 'loses its' : 'lose their'} way out too, and new machines there cannot install or pull anything`,
          'set natGateways to "per-zone"',
        ),
      ]
    : [];
};

export const networkRules: readonly Rule[] = [zones, subnetCount, vpcSize, subnetPlaces, subnetSizes, singleNat];

// Addresses and ways out. Data only; the order is the order of asking.
import type { Question } from '../answers.js';
import { defaultSubnets } from '../defaults.js';
import { base, text, zoneCount } from './given.js';

export const network: readonly Question[] = [
  {
    id: 'cidrBlock',
    flag: 'cidr-block',
    type: 'text',
    asked: true,
    path: 'vpc.cidrBlock',
    prompt: 'Address range of the VPC?',
    help: 'CIDR notation, /16 to /24',
    default: () => base.vpc.cidrBlock,
  },
  {
    id: 'publicSubnetCidrs',
    flag: 'public-subnet-cidrs',
    type: 'list',
    asked: false,
    path: 'vpc.publicSubnetCidrs',
    prompt: 'Address ranges of the public subnets?',
    help: 'One per zone, separated by commas; taken from the VPC if not given',
    default: (answers) =>
      defaultSubnets(text(answers, 'cidrBlock', base.vpc.cidrBlock), zoneCount(answers)).publicSubnetCidrs,
  },
  {
    id: 'privateSubnetCidrs',
    flag: 'private-subnet-cidrs',
    type: 'list',
    asked: false,
    path: 'vpc.privateSubnetCidrs',
    prompt: 'Address ranges of the private subnets?',
    help: 'One per zone, separated by commas; taken from the VPC if not given',
    default: (answers) =>
      defaultSubnets(text(answers, 'cidrBlock', base.vpc.cidrBlock), zoneCount(answers)).privateSubnetCidrs,
  },
  {
    id: 'natGateways',
    flag: 'nat-gateways',
    type: 'choice',
    asked: true,
    path: 'vpc.natGateways',
    prompt: 'How many NAT gateways?',
    help: 'The way out for the private machines',
    default: () => base.vpc.natGateways,
    choices: [
      { value: 'per-zone', label: 'One in each zone', hint: 'a zone that fails takes only its own way out with it' },
      { value: 'single', label: 'One for all', hint: 'cheaper, and a single point of failure' },
    ],
  },
];

// Name and place of the project. Data only; the order is the order of asking.
import type { Question } from '../answers.js';
import { defaultZones } from '../defaults.js';
import { base, text } from './given.js';

export const project: readonly Question[] = [
  {
    id: 'name',
    flag: 'name',
    type: 'text',
    asked: true,
    path: 'name',
    prompt: 'What is the project called?',
    help: 'Part of the name of every resource; at most 28 lower-case letters, digits and hyphens',
    default: () => base.name,
  },
  {
    id: 'region',
    flag: 'region',
    type: 'text',
    asked: true,
    path: 'region',
    prompt: 'Which AWS region?',
    help: 'The sandbox needs no account in it',
    default: () => base.region,
  },
  {
    id: 'availabilityZones',
    flag: 'availability-zones',
    type: 'list',
    asked: true,
    path: 'availabilityZones',
    prompt: 'Which availability zones?',
    help: 'Two or three zones of the region, separated by commas',
    default: (answers) => defaultZones(text(answers, 'region', base.region)),
  },
];

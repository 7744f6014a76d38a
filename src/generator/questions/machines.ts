// What a machine is, and how many there are. Data only; the order is the order of asking.
import type { Question } from '../answers.js';
import { base, number } from './given.js';

export const machines: readonly Question[] = [
  {
    id: 'ami',
    flag: 'ami',
    type: 'choice',
    asked: true,
    path: 'launchTemplate.amiParameter',
    prompt: 'Which operating system?',
    help: 'The newest image of it, found through its SSM parameter',
    default: () => 'al2023',
    choices: [
      { value: 'al2023', label: 'Amazon Linux 2023' },
      { value: 'al2', label: 'Amazon Linux 2', hint: 'out of support since June 2026' },
    ],
  },
  {
    id: 'instanceType',
    flag: 'instance-type',
    type: 'text',
    asked: true,
    path: 'launchTemplate.instanceType',
    prompt: 'Which instance type?',
    help: 'x86 only, because the image parameters are',
    default: () => base.launchTemplate.instanceType,
  },
  {
    id: 'detailedMonitoring',
    flag: 'detailed-monitoring',
    type: 'boolean',
    asked: true,
    path: 'launchTemplate.detailedMonitoring',
    prompt: 'Detailed monitoring?',
    help: 'CPU figures every minute instead of every five',
    default: () => base.launchTemplate.detailedMonitoring,
  },
  {
    id: 'minSize',
    flag: 'min-size',
    type: 'number',
    whole: true,
    asked: true,
    path: 'group.minSize',
    prompt: 'Smallest size of the group?',
    help: 'The group never has fewer machines',
    default: () => base.group.minSize,
  },
  {
    id: 'maxSize',
    flag: 'max-size',
    type: 'number',
    whole: true,
    asked: true,
    path: 'group.maxSize',
    prompt: 'Largest size of the group?',
    help: 'The group never has more machines',
    default: (answers) =>
      Math.max(base.group.maxSize, number(answers, 'minSize', 0), number(answers, 'desiredCapacity', 0)),
  },
  {
    id: 'desiredCapacity',
    flag: 'desired-capacity',
    type: 'number',
    whole: true,
    asked: true,
    path: 'group.desiredCapacity',
    prompt: 'How many machines at the start?',
    help: 'Afterwards the scaling policies decide',
    default: (answers) =>
      Math.max(
        number(answers, 'minSize', 0),
        Math.min(base.group.desiredCapacity, number(answers, 'maxSize', base.group.desiredCapacity)),
      ),
  },
  {
    id: 'healthCheckType',
    flag: 'health-check-type',
    type: 'choice',
    asked: false,
    path: 'group.healthCheckType',
    prompt: 'Whom does the group believe?',
    help: 'What makes the group replace a machine',
    default: () => base.group.healthCheckType,
    choices: [
      { value: 'ELB', label: 'The load balancer', hint: 'the application must answer' },
      { value: 'EC2', label: 'EC2 alone', hint: 'the machine must run' },
    ],
  },
];

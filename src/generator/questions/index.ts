// The questions of `ha-lab new`, in the order in which they are asked. A table: the wizard, the flags, the environment
// variables, the answers file and the command that recreates a project are all read from it.
import type { Question } from '../answers.js';
import { AMI_PARAMETERS } from '../config.js';
import { application } from './application.js';
import { health } from './health.js';
import { machines } from './machines.js';
import { network } from './network.js';
import { project } from './project.js';
import { scaling } from './scaling.js';

export const QUESTIONS: readonly Question[] = [
  ...project,
  ...network,
  ...application,
  ...machines,
  ...scaling,
  ...health,
];

/** The value in ha-lab.json for an answer: the same, but for the short names of images. */
export function configValue(question: Question, value: unknown): unknown {
  return question.id === 'ami' && (value === 'al2023' || value === 'al2') ? AMI_PARAMETERS[value] : value;
}

// GetConsoleOutput: the way to see what user data did on a machine that nobody can log in to.

import { onlyModelled } from '../../shared/modelled.js';
import { existing } from '../errors.js';
import type { Ec2Operations } from './api.js';

export const consoleOutputOperations = {
  /** Base64, as EC2 answers. Always the output up to now, with or without Latest; absent while there is none. */
  GetConsoleOutput(input, context) {
    onlyModelled('GetConsoleOutput', input, ['InstanceId', 'Latest']);
    const { instanceId } = existing('instance', context.world.ec2.instances, input.InstanceId);
    const output = context.lookup.consoleOutput(instanceId);
    return {
      InstanceId: instanceId,
      Timestamp: new Date(context.kernel.now),
      ...(output === undefined || output === '' ? {} : { Output: base64(output) }),
    };
  },
} satisfies Ec2Operations;

function base64(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

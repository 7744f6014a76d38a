// Finding a container by name or by the start of its id.

import type { Container } from '../state.js';
import type { Call } from './command.js';

export function findContainer({ machine }: Call, name: string): Container | undefined {
  return machine.containers.find((one) => one.name === name || (name !== '' && one.containerId.startsWith(name)));
}

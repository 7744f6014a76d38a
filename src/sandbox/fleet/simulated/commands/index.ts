// All commands that a simulated machine knows, by name. One that is missing is warned of with its line and takes a second.

import { BASICS } from './basics.js';
import { type Command, type Commands, instant } from './command.js';
import { DOCKER } from './docker.js';
import { FIREWALL } from './firewall.js';
import { HTTP } from './http.js';
import { PACKAGES } from './packages.js';
import { SERVICES } from './services.js';
import { SIGNALS } from './signals.js';
import { STRESS } from './stress.js';
import { TESTS } from './tests.js';
import { TEXT } from './text.js';
import { wrappers } from './wrappers.js';

const UNKNOWN: Command = {
  start: ({ simulation }) => ({ ms: simulation.state.timings.unknownCommandMs }),
  finish: ({ words }) => ({
    status: 0,
    error: `warning: ${words[0]}: the simulated machine does not know this command; it is taken to have worked`,
  }),
};

const WITHOUT_WRAPPERS: Commands = {
  ...BASICS,
  ...TEXT,
  ...TESTS,
  ...PACKAGES,
  ...SERVICES,
  ...DOCKER,
  ...HTTP,
  ...STRESS,
  ...SIGNALS,
  ...FIREWALL,
  '(spin)': instant(() => ({ status: 0 })),
};

const COMMANDS: Commands = { ...WITHOUT_WRAPPERS, ...wrappers(commandNamed) };

/** The command behind a name or path; one that does nothing but warn if there is none. */
export function commandNamed(name: string): Command {
  const base = name.startsWith('/') ? (name.split('/').pop() ?? name) : name;
  return Object.hasOwn(COMMANDS, base) ? (COMMANDS[base] ?? UNKNOWN) : UNKNOWN;
}

// Opens a file with whatever the platform opens it with; never where nobody could see it.

import { spawn } from 'node:child_process';

export type Opened = { readonly opened: true } | { readonly opened: false; readonly why: string };

export interface OpenPlace {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Starts it and forgets it; told when that fails. */
  readonly start: (command: string, args: readonly string[]) => void;
}

const HERE: OpenPlace = {
  platform: process.platform,
  environment: process.env,
  start: (command, args) => {
    const child = spawn(command, [...args], { detached: true, stdio: 'ignore' });
    child.on('error', () => process.stderr.write(`${command} is not there to open it with.\n`));
    child.unref();
  },
};

export function openFile(file: string, { platform, environment, start }: OpenPlace = HERE): Opened {
  const { CI, DISPLAY, WAYLAND_DISPLAY, BROWSER } = environment;
  if (CI !== undefined && CI !== '' && CI !== 'false') return { opened: false, why: 'nobody looks at a CI machine' };
  if (platform === 'darwin') start('open', [file]);
  else if (platform === 'win32') start('explorer', [file]);
  else if ((DISPLAY ?? '') === '' && (WAYLAND_DISPLAY ?? '') === '')
    return { opened: false, why: 'there is no display here' };
  else start(BROWSER === undefined || BROWSER === '' ? 'xdg-open' : BROWSER, [file]);
  return { opened: true };
}

// Which providers Terraform can install without a registry: from mirrors that its CLI configuration names, and from the folders
// in which it looks by itself. The same means, in the same order, as Terraform's own; nothing else is searched.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Environment } from './find.js';
import { compareVersions } from './versions.js';

export interface Mirrors {
  /** Folders laid out as `<host>/<namespace>/<type>/…`. */
  readonly folders: readonly string[];
  /** Is the registry asked? `for-the-rest`: for providers that no folder holds in any version. */
  readonly registry: 'never' | 'also' | 'for-the-rest';
}

/** @param folder where Terraform will run: a `terraform.d` there counts, too. */
export function findMirrors(folder: string, env: Environment = process.env): Mirrors {
  const configured = configurationFiles(env)
    .filter((file) => existsSync(file))
    .map((file) => installationIn(readFileSync(file, 'utf8')))
    .find((installation) => installation !== undefined);
  return configured ?? { folders: impliedFolders(folder, env), registry: 'for-the-rest' };
}

/** Versions of a provider for this machine in the mirrors, newest first. */
export function mirroredVersions(mirrors: Mirrors, provider: string): readonly string[] {
  const found = mirrors.folders.flatMap((folder) => versionsIn(join(folder, ...provider.split('/'))));
  return [...new Set(found)].sort(compareVersions).reverse();
}

function configurationFiles({ TF_CLI_CONFIG_FILE, TERRAFORM_CONFIG, APPDATA }: Environment): readonly string[] {
  const named = TF_CLI_CONFIG_FILE ?? TERRAFORM_CONFIG;
  if (named !== undefined && named !== '') return [named];
  if (process.platform === 'win32') return [join(APPDATA ?? homedir(), 'terraform.rc')];
  return ['.terraformrc', '.tofurc'].map((name) => join(homedir(), name));
}

/** Undefined: the file says nothing about installation. It is HCL; these blocks are all that is wanted of it. */
function installationIn(text: string): Mirrors | undefined {
  const plain = text.replaceAll(/(^|\s)(#|\/\/).*$/gm, '$1');
  const block = /provider_installation\s*\{((?:[^{}]|\{[^{}]*\})*)\}/.exec(plain)?.[1];
  if (block === undefined) return undefined;
  const mirrors = block.matchAll(/filesystem_mirror\s*\{[^{}]*?path\s*=\s*"((?:[^"\\]|\\.)*)"/g);
  return {
    folders: [...mirrors].map((mirror) => (mirror[1] ?? '').replaceAll(/\\(.)/g, '$1')),
    registry: /(^|\s)direct\s*\{/.test(block) ? 'also' : 'never',
  };
}

function impliedFolders(folder: string, env: Environment): readonly string[] {
  const home = homedir();
  const common = [join(folder, 'terraform.d', 'plugins'), join(home, '.terraform.d', 'plugins')];
  if (process.platform === 'win32') return [...common, join(env.APPDATA ?? home, 'terraform.d', 'plugins')];
  if (process.platform === 'darwin') {
    const support = join('Library', 'Application Support', 'io.terraform', 'plugins');
    return [...common, join(home, support), join('/', support)];
  }
  const data = [
    env.XDG_DATA_HOME ?? join(home, '.local', 'share'),
    ...(env.XDG_DATA_DIRS ?? '/usr/local/share:/usr/share').split(delimiter),
  ];
  return [...common, ...data.map((one) => join(one, 'terraform', 'plugins'))];
}

/** Unpacked below `<version>/<platform>/`, or packed as `terraform-provider-<type>_<version>_<platform>.zip`. */
function versionsIn(folder: string): readonly string[] {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch === 'ia32' ? '386' : process.arch;
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}_${architecture}`;
  return namesIn(folder).flatMap((name) => {
    const packed = /_(\d+\.\d+\.\d+[^_]*)_(\w+_\w+)\.zip$/.exec(name);
    if (packed !== null) return packed[2] === platform && packed[1] !== undefined ? [packed[1]] : [];
    return /^\d+\.\d+\.\d+/.test(name) && existsSync(join(folder, name, platform)) ? [name] : [];
  });
}

const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

// Finds the real Terraform and a mirrored AWS provider on this machine, and writes what makes them usable offline.
// Nothing about a particular machine stands here: it looks where Terraform itself looks, and below /opt.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Terraform {
  /** Name of the binary on the PATH. */
  readonly binary: string;
  /** Folder that holds registry.terraform.io/hashicorp/aws/<version>/… */
  readonly mirror: string;
  /** Newest version of the AWS provider in the mirror. */
  readonly providerVersion: string;
}

export type FoundTerraform = Terraform | { readonly missing: string };

const PROVIDER = join('registry.terraform.io', 'hashicorp', 'aws');

/** The binary and the provider, or what is missing, for a test to skip by name. */
export function findTerraform(): FoundTerraform {
  const binary = ['terraform', 'tofu'].find(
    (name) => spawnSync(name, ['version'], { stdio: 'ignore', env: quietEnvironment() }).status === 0,
  );
  if (binary === undefined) return { missing: 'no terraform or tofu on the PATH' };
  const mirror = mirrorFolders().find((folder) => versionsIn(folder).length > 0);
  if (mirror === undefined) return { missing: 'no mirrored AWS provider on this machine' };
  const providerVersion = versionsIn(mirror).sort(byVersion).at(-1) ?? '';
  return { binary, mirror, providerVersion };
}

/** Writes a CLI configuration that uses only the mirror; returns the environment that makes Terraform read it. */
export function offlineEnvironment(found: Terraform, folder: string): NodeJS.ProcessEnv {
  const file = join(folder, 'terraform.rc');
  writeFileSync(
    file,
    `disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(found.mirror)}\n  }\n}\n`,
  );
  return { ...quietEnvironment(), TF_CLI_CONFIG_FILE: file };
}

/** Terraform without colours, questions and telephone calls, and without a configuration file that may not exist. */
function quietEnvironment(): NodeJS.ProcessEnv {
  const { TF_CLI_CONFIG_FILE: _, TF_PLUGIN_CACHE_DIR: _cache, ...rest } = process.env;
  return { ...rest, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', NO_COLOR: '1' };
}

/** Where a mirror may be: named by the CLI configuration, Terraform's implied folders, and the folders directly below /opt. */
function mirrorFolders(): string[] {
  return [
    ...configuredMirrors(),
    join(homedir(), '.terraform.d', 'plugins'),
    join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'terraform', 'plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
    ...children('/opt').map((name) => join('/opt', name)),
  ];
}

function configuredMirrors(): string[] {
  const files = [process.env.TF_CLI_CONFIG_FILE, join(homedir(), '.terraformrc')];
  return files.flatMap((file) => {
    if (file === undefined || !existsSync(file)) return [];
    const blocks = readFileSync(file, 'utf8').matchAll(/filesystem_mirror\s*\{[^}]*?path\s*=\s*"([^"]+)"/g);
    return [...blocks].map((block) => block[1] ?? '');
  });
}

/** Versions with a binary for this platform, unpacked or as a zip. */
function versionsIn(mirror: string): string[] {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  return children(join(mirror, PROVIDER)).filter(
    (version) => /^\d+\.\d+\.\d+$/.test(version) && existsSync(join(mirror, PROVIDER, version, platform)),
  );
}

function children(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function byVersion(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}

// Which providers can be had without a registry: the CLI configuration's mirrors, or the folders Terraform looks into by itself.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findMirrors, mirroredVersions } from '../../src/terraform/mirrors.js';
import { compareVersions, satisfies } from '../../src/terraform/versions.js';
import { scratchFolder } from '../helpers/scratch.js';
import { mirror } from './helpers/stand-in.js';

const AWS = 'registry.terraform.io/hashicorp/aws';

describe('mirrors', () => {
  const folder = scratchFolder();
  const configuration = (text: string): { readonly TF_CLI_CONFIG_FILE: string } => {
    const file = join(folder, 'a.tfrc');
    writeFileSync(file, text);
    return { TF_CLI_CONFIG_FILE: file };
  };

  test('named by the configuration file: only those, and the registry only where it is named, too', () => {
    const one = 'filesystem_mirror {\n    path    = "/one"\n    include = ["a/*"]\n  }';
    expect(findMirrors(folder, configuration(`provider_installation {\n  ${one}\n}`))).toEqual({
      folders: ['/one'],
      registry: 'never',
    });
    const two = `provider_installation {\n  ${one}\n  filesystem_mirror { path = "/two" }\n  direct {}\n}`;
    expect(findMirrors(folder, configuration(two))).toEqual({ folders: ['/one', '/two'], registry: 'also' });
  });

  test('a comment names nothing', () => {
    const text = 'provider_installation {\n  # filesystem_mirror { path = "/one" }\n  direct {}\n}';
    expect(findMirrors(folder, configuration(text))).toEqual({ folders: [], registry: 'also' });
  });

  test('without one: the implied folders, in the user’s data folder and beside the stack', () => {
    const env = { XDG_DATA_HOME: join(folder, 'home'), XDG_DATA_DIRS: '/x:/y', TF_CLI_CONFIG_FILE: '/nothing' };
    const { folders, registry } = findMirrors('/stack', env);
    expect(registry).toBe('for-the-rest');
    expect(folders[0]).toBe('/stack/terraform.d/plugins');
    if (process.platform === 'linux') {
      expect(folders.slice(-3)).toEqual(
        [join(folder, 'home'), '/x', '/y'].map((data) => join(data, 'terraform', 'plugins')),
      );
    }
  });

  test('versions for this machine only, unpacked or packed, newest first', () => {
    const place = mirror(join(folder, 'mirror'), 'registry.terraform.io', ['5.9.0', '5.100.0']);
    const aws = join(place, AWS);
    mkdirSync(join(aws, '7.0.0', 'plan9_mips'), { recursive: true });
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
    writeFileSync(join(aws, `terraform-provider-aws_6.1.0_${process.platform}_${architecture}.zip`), '');
    writeFileSync(join(aws, 'terraform-provider-aws_8.0.0_plan9_mips.zip'), '');
    const mirrors = { folders: [place, join(folder, 'nothing')], registry: 'never' } as const;
    expect(mirroredVersions(mirrors, AWS)).toEqual(['6.1.0', '5.100.0', '5.9.0']);
  });
});

describe('versions', () => {
  test.each([
    ['5.100.0', '5.99.0', 1],
    ['6.0.0', '6.0.0', 0],
    ['6.0.0-beta1', '6.0.0', -1],
    ['1.2', '1.2.1', -1],
  ])('%s against %s', (left, right, sign) => {
    expect(Math.sign(compareVersions(left, right))).toBe(sign);
  });

  test.each([
    ['6.25.0', '6.25.0', true],
    ['6.25.1', '= 6.25.0', false],
    ['6.25.3', '~> 6.25.0', true],
    ['6.26.0', '~> 6.25.0', false],
    ['6.99.0', '~> 6.25', true],
    ['7.0.0', '~> 6.25', false],
    ['5.100.0', '>= 5.0, < 6.0', true],
    ['6.0.0', '>= 5.0, < 6.0', false],
    ['6.0.0', '!= 6.0.0', false],
    ['1.0.0', undefined, true],
  ])('%s satisfies %s: %s', (version, constraint, expected) => {
    expect(satisfies(version, constraint)).toBe(expected);
  });
});

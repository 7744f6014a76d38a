// Finding the binary: on a PATH of the test's own, by the name in cdktf's variable, and what is said where there is none.

import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findTerraform } from '../../src/terraform/index.js';
import { scratchFolder } from '../helpers/scratch.js';
import { standIn } from './helpers/stand-in.js';

describe('the binary', () => {
  const folder = scratchFolder();
  const terraform = standIn(join(folder, 'one'), 'terraform', '1.9.8').folder;
  const tofu = standIn(join(folder, 'two'), 'tofu', '1.8.3').folder;

  test('terraform comes before tofu, wherever on the PATH they stand', async () => {
    expect(await findTerraform({ PATH: [tofu, terraform].join(delimiter) })).toEqual({
      file: join(terraform, 'terraform'),
      product: 'terraform',
      version: '1.9.8',
    });
  });

  test('tofu alone is found, and known as what it is', async () => {
    expect(await findTerraform({ PATH: tofu })).toEqual({
      file: join(tofu, 'tofu'),
      product: 'tofu',
      version: '1.8.3',
    });
  });

  test('TERRAFORM_BINARY_NAME chooses, by name or by path', async () => {
    const PATH = [terraform, tofu].join(delimiter);
    expect((await findTerraform({ PATH, TERRAFORM_BINARY_NAME: 'tofu' })).product).toBe('tofu');
    const file = join(tofu, 'tofu');
    expect((await findTerraform({ PATH: '', TERRAFORM_BINARY_NAME: file })).file).toBe(file);
  });

  test('a file that nobody may run is passed over', async () => {
    const plain = join(folder, 'plain');
    const { folder: place } = standIn(plain, 'terraform', '1.9.8');
    chmodSync(join(place, 'terraform'), 0o644);
    expect((await findTerraform({ PATH: [place, tofu].join(delimiter) })).product).toBe('tofu');
  });

  test('none there: said with what to install, and that the sandbox needs none', async () => {
    await expect(findTerraform({ PATH: join(folder, 'nothing') })).rejects.toMatchObject({
      code: 'ENVIRONMENT',
      exitCode: 5,
      message: 'There is no terraform or tofu on the PATH.',
      suggestions: [expect.stringContaining('https://'), expect.stringContaining('--engine applier')],
    });
  });

  test('one that is too old, and one that is something else', async () => {
    const old = standIn(join(folder, 'old'), 'terraform', '1.1.9').folder;
    await expect(findTerraform({ PATH: old })).rejects.toThrow('is version 1.1.9; 1.2.0 is the oldest');
    const other = standIn(join(folder, 'other'), 'terraform', '1.9.8').folder;
    writeFileSync(join(other, 'terraform'), `#!${process.execPath}\nconsole.log('hello');`);
    await expect(findTerraform({ PATH: other })).rejects.toThrow('does not tell its version: it answers: hello');
  });
});

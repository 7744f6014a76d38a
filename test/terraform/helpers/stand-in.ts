// A program that behaves as the binary does towards its caller: words, streams, exit codes, interrupts. For what the real one does slowly or never.

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StandIn {
  /** Folder to put on a PATH. */
  readonly folder: string;
  /** Every command it was given, in order, with its words. */
  calls(): readonly string[];
}

/** @param behaviour body of a function of `words` (what came after the name), `say` (a line on stdout) and `end` (exit code). */
export function standIn(folder: string, name: 'terraform' | 'tofu', version: string, behaviour = ''): StandIn {
  mkdirSync(folder, { recursive: true });
  const calls = join(folder, 'calls.txt');
  writeFileSync(calls, '');
  const title = name === 'tofu' ? 'OpenTofu' : 'Terraform';
  const program = [
    `#!${process.execPath}`,
    "const fs = require('node:fs');",
    'const words = process.argv.slice(2);',
    "const say = (line) => fs.writeSync(1, (typeof line === 'string' ? line : JSON.stringify(line)) + '\\n');",
    'const end = (code) => process.exit(code);',
    `fs.appendFileSync(${JSON.stringify(calls)}, words.join(' ') + '\\n');`,
    `if (words[0] === 'version') { say('${title} v${version}'); end(0); }`,
    behaviour,
  ];
  const file = join(folder, name);
  writeFileSync(file, program.join('\n'));
  chmodSync(file, 0o755);
  return {
    folder,
    calls: () =>
      readFileSync(calls, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
  };
}

/** The folder of a synthesised stack that asks for this version of the AWS provider. */
export function stackFolder(folder: string, version?: string): string {
  mkdirSync(folder, { recursive: true });
  const aws = { source: 'hashicorp/aws', ...(version === undefined ? {} : { version }) };
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ terraform: { required_providers: { aws } } }));
  return folder;
}

/** A mirror that holds these versions of the AWS provider for this machine. */
export function mirror(folder: string, registry: string, versions: readonly string[]): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  for (const version of versions) {
    mkdirSync(join(folder, registry, 'hashicorp', 'aws', version, `${process.platform}_${architecture}`), {
      recursive: true,
    });
  }
  return folder;
}

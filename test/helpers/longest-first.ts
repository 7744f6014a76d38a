// The order of the test files: those that take longest begin first, so that none of them runs alone at the end while other workers rest.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first; the others follow in vitest's own order. */
const LONG = [
  'test/clients/terraform.test.ts',
  'test/lessons/prove.test.ts',
  'test/commands/local-lessons.test.ts',
  'test/clients/aws-cli.test.ts',
  'test/clients/terraform-hand-written.test.ts',
  'test/commands/two-processes.test.ts',
  'test/commands/bad-input.test.ts',
  'test/applier/terraform.test.ts',
  'test/lesson/commands.test.ts',
  'test/commands/local-fleet.test.ts',
  'test/commands/docker-fleet.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONG.findIndex((name) => moduleId.endsWith(name));
      return place < 0 ? LONG.length : place;
    };
    const usual = await super.sort(files);
    return usual.sort((a, b) => rank(a) - rank(b));
  }
}

// What `image build` and `image push` share: whose image, and whether its lines are carried out or only shown.

import { Flags } from '@oclif/core';
import { type Architecture, architectureOf, DEFAULT_NAME, defaultConfig, loadConfig } from '../generator/index.js';
import { findProject, findWorkbook, projectsIn } from '../lab/workbook.js';
import { BaseCommand } from './base-command.js';
import { runDocker, shellLine } from './sample-image.js';

export const IMAGE_FLAGS = {
  image: Flags.string({
    description: 'Registry, name and tag (default: app.image of the project)',
    helpValue: 'registry/name:tag',
  }),
  project: Flags.string({ description: 'Folder of the project (default: the one there is)', helpValue: 'folder' }),
  print: Flags.boolean({ description: 'Only print the lines' }),
};

interface Around {
  /** What to do when Docker fails. */
  readonly advice: readonly string[];
  readonly next: string;
  /** A shell line that comes first, and that only its user can run. */
  readonly before?: string;
}

export abstract class ImageCommand extends BaseCommand {
  /** Throws NO_PROJECT when neither an image nor a project is named. */
  protected async imageOf({
    image,
    project,
  }: {
    image?: string | undefined;
    project?: string | undefined;
  }): Promise<{ readonly image: string; readonly architecture: Architecture }> {
    const workbook = findWorkbook(process.cwd());
    // A name is enough where no project is meant; its instances are then taken for the recommended ones.
    if (image !== undefined && project === undefined && projectsIn(workbook).length !== 1) {
      return { image, architecture: architectureOf(defaultConfig(DEFAULT_NAME).launchTemplate.instanceType) };
    }
    const folder = findProject(workbook, { from: process.cwd(), named: project, command: this.typedSoFar() });
    const { app, launchTemplate } = (await loadConfig(`${folder}/ha-lab.json`)).config;
    return { image: image ?? app.image, architecture: architectureOf(launchTemplate.instanceType) };
  }

  protected async carryOut(
    image: string,
    runs: readonly (readonly string[])[],
    printOnly: boolean,
    { advice, next, before }: Around,
  ): Promise<void> {
    const lines = [...(before === undefined ? [] : [before]), ...runs.map(shellLine)];
    if (!printOnly) for (const words of runs) await runDocker(words, advice);
    const shown = printOnly ? lines : [`Done: ${runs.map(shellLine).join('; ')}`, `next  ${next}`];
    this.print(shown.join('\n'), { image, lines, carriedOut: !printOnly });
  }
}

// `ha-lab image push`: the sample application's image to its registry.

import { IMAGE_FLAGS, ImageCommand } from '../../cli/image-command.js';
import { imageLines } from '../../cli/sample-image.js';

export default class ImagePush extends ImageCommand {
  static override summary = 'Push the sample application’s image to its registry with Docker';
  static override examples = ['<%= config.bin %> image push', '<%= config.bin %> image push --print'];
  static override flags = IMAGE_FLAGS;

  async run(): Promise<void> {
    const { flags } = await this.parse(ImagePush);
    const { image, architecture } = await this.imageOf(flags);
    const { push, signIn } = imageLines(image, architecture);
    const advice = signIn === undefined ? ['Signed in? docker login'] : [`Signed in? ${signIn}`];
    await this.carryOut(image, [push], flags.print, {
      advice,
      next: `"image": "${image}" in the section "app" of ha-lab.json, then ha-lab deploy --target aws`,
      ...(signIn === undefined ? {} : { before: signIn }),
    });
  }
}

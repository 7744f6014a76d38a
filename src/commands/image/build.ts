// `ha-lab image build`: the sample application as an image that an account's instances can pull.

import { IMAGE_FLAGS, ImageCommand } from '../../cli/image-command.js';
import { imageLines } from '../../cli/sample-image.js';

export default class ImageBuild extends ImageCommand {
  static override summary = 'Build the sample application’s image with Docker, for the instances’ platform';
  static override examples = [
    '<%= config.bin %> image build --image public.ecr.aws/<alias>/django-sample:1',
    '<%= config.bin %> image build --print',
  ];
  static override flags = IMAGE_FLAGS;

  async run(): Promise<void> {
    const { flags } = await this.parse(ImageBuild);
    const { image, architecture } = await this.imageOf(flags);
    const { build } = imageLines(image, architecture);
    await this.carryOut(image, [build], flags.print, {
      advice: ['Is Docker running? ha-lab doctor'],
      next: `ha-lab image push --image ${image}`,
    });
  }
}

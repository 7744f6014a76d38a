// Why a deploy would make machines that can never serve, as far as the image tells, and what to do. Pure.

import type { Refusal } from '../review.js';
import type { ImageCheck } from './check.js';

/** Undefined: nothing that could be seen speaks against it. */
export function imageRefusal({ image, platform, verdict, said }: ImageCheck): Refusal | undefined {
  switch (verdict) {
    case 'fits':
    case 'not checked':
      return undefined;
    case 'missing':
      return {
        message: `app.image: ${said}`,
        fix: `Push it (ha-lab image build, then ha-lab image push), or mend app.image in ha-lab.json: ${image}`,
      };
    case 'private':
      return {
        message: `app.image: ${said}; and the machines sign in nowhere`,
        fix: 'Push it where everybody may pull (public.ecr.aws, or a public repository of Docker Hub), or let user-data.sh sign in before it pulls',
      };
    case 'wrong platform':
      return {
        message: `app.image: ${image} ${said}, and the machines are ${platform}`,
        fix: `Build it for them (docker build --platform ${platform} …) and push it, or choose an instance type that fits (launchTemplate.instanceType)`,
      };
  }
}

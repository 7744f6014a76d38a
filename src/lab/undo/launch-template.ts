// Undoing a drill's version of a launch template: machines that run keep what they were born with, the next are born as before.

import {
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateVersionsCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  ModifyLaunchTemplateCommand,
} from '@aws-sdk/client-ec2';
import type { Lab } from '../lab.js';
import type { StepOf, Undone } from '../undo.js';

/** A copy of the version before becomes the newest one; then ours can go. What `$Latest` means after a newest one was deleted nobody needs to know. */
export async function supersedeLaunchTemplateVersion(
  { clients: { ec2 } }: Lab,
  step: StepOf<'supersede-launch-template-version'>,
): Promise<Undone> {
  const { launchTemplateId: LaunchTemplateId, mark, before } = step;
  // Asked for all: asked for one that is gone, AWS answers with an error.
  const { LaunchTemplates = [] } = await ec2.send(new DescribeLaunchTemplatesCommand({}));
  const template = LaunchTemplates.find((one) => one.LaunchTemplateId === LaunchTemplateId);
  if (template === undefined) {
    return { step, result: 'moot', said: 'the launch template is gone' };
  }
  const answer = await ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId }));
  const all = answer.LaunchTemplateVersions ?? [];
  const old = all.find(({ VersionNumber }) => String(VersionNumber) === before);
  const Versions = all
    .filter(({ VersionDescription }) => VersionDescription === mark)
    .map(({ VersionNumber }) => String(VersionNumber));
  if (Versions.length === 0) return { step, result: 'moot', said: 'no version of the launch template is the drill’s' };
  const copy = await ec2.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId,
      SourceVersion: before,
      VersionDescription: old?.VersionDescription,
      // AWS wants at least one member; this one says what the source says.
      LaunchTemplateData: { UserData: old?.LaunchTemplateData?.UserData },
    }),
  );
  // Where the newest one was the default one, it is so again: the project asks for that, and a deploy would have to put it right.
  if (String(template.DefaultVersionNumber) === before) {
    const DefaultVersion = String(copy.LaunchTemplateVersion?.VersionNumber);
    await ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion }));
  }
  await ec2.send(new DeleteLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions }));
  return { step, result: 'done', said: `machines are born as by version ${before} again` };
}

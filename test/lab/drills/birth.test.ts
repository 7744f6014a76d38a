// The drill on births: who is launched soon after it is born slowly; who is launched later, or after the undo, is born as ever.

import { expect, test } from 'vitest';
import { instance, newcomers, ward } from './harness.js';

test('slow-birth holds up who is launched at once, and nobody later; the undo gives the template its user data back', async () => {
  const stand = await ward({ group: { healthCheckType: 'EC2' } }, 0);
  const { sandbox } = stand.stack;
  const newest = (): unknown => {
    const [template] = (
      sandbox.call('ec2', 'DescribeLaunchTemplates', {}) as { LaunchTemplates: { LaunchTemplateId: string }[] }
    ).LaunchTemplates;
    const answer = sandbox.call('ec2', 'DescribeLaunchTemplateVersions', {
      LaunchTemplateId: template?.LaunchTemplateId,
      Versions: ['$Latest'],
    }) as { LaunchTemplateVersions: { LaunchTemplateData: unknown }[] };
    return answer.LaunchTemplateVersions[0]?.LaunchTemplateData;
  };
  const before = newest();
  await stand.drill('slow-birth', { seconds: 900 });
  expect(newest()).not.toEqual(before);
  const from = sandbox.now;
  await stand.drill('set-desired-capacity', { change: 1 });
  await stand.pass(3);
  await stand.drill('set-desired-capacity', { change: 1 });
  const [slow, usual] = newcomers(await stand.pass(8), from);
  expect([slow?.target, usual?.target]).toEqual(['unhealthy', 'healthy']);
  expect(instance(await stand.pass(8), slow?.id ?? '')?.target).toBe('healthy');
  await stand.heal();
  expect(newest()).toEqual(before);
});

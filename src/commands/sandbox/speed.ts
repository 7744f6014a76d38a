// `ha-lab sandbox speed 60`: another pace for the clock of the sandbox that is being served.

import { Args } from '@oclif/core';
import { SandboxCommand } from '../../cli/sandbox-command.js';
import { LabError } from '../../errors.js';
import { FASTEST } from '../../sandbox/index.js';

export default class Speed extends SandboxCommand {
  static override summary = 'Change the pace of the sandbox that is being served';
  static override examples = [
    '<%= config.bin %> sandbox speed 60',
    '<%= config.bin %> sandbox speed 0   (it stands still)',
  ];
  static override args = {
    speed: Args.string({ description: `Virtual seconds per second, 0 to ${FASTEST}`, required: true }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Speed);
    const speed = /^\d+$/.test(args.speed) ? Number(args.speed) : Number.NaN;
    if (!(speed <= FASTEST)) throw noSpeed(args.speed);
    await this.inSandbox(async ({ control }) => {
      const { speed: before } = await control.status();
      await control.setSpeed(speed);
      this.print(`The clock ran ×${before}; ${speed === 0 ? 'now it stands still' : `now it runs ×${speed}`}.`, {
        before,
        speed,
      });
    });
  }
}

function noSpeed(text: string): LabError {
  return new LabError('INVALID_CONFIG', `"${text}" is no speed.`, {
    suggestions: [`A whole number from 0 to ${FASTEST}: ha-lab sandbox speed 60`],
    exitCode: 2,
  });
}

// `ha-lab open`: the page of the stack in a browser, answered by real machines.

import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { openFile } from '../cli/open-file.js';
import { LabError } from '../errors.js';
import { visitSandbox } from '../lab/open-sandbox.js';
import { findWorkbook } from '../lab/workbook.js';

export default class Open extends BaseCommand {
  static override summary = 'Open the page of the stack in a browser, while the sandbox is served';
  static override description =
    'Needs load balancers that listen: serve the sandbox in another terminal (ha-lab sandbox serve), then deploy. Reload the page and ' +
    'another instance answers. With --fleet local it is the page of a real Django.';
  static override examples = ['<%= config.bin %> open', '<%= config.bin %> open --print'];
  static override flags = {
    print: Flags.boolean({ description: 'Only print the address' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Open);
    const served = await visitSandbox(findWorkbook(process.cwd()));
    const doors = (await served?.control.details())?.doors;
    if (doors === undefined) throw nobodyListens();
    const [door] = doors;
    if (door === undefined) throw noBalancer();
    const { url, dnsName, port } = door;
    const result = flags.print ? undefined : openFile(url);
    const how = result?.opened === false ? ` (not opened: ${result.why})` : '';
    this.print(`${url}${how}\n  stands for http://${dnsName}${port === 80 ? '' : `:${port}`}`, { url, dnsName, doors });
  }
}

function nobodyListens(): LabError {
  return new LabError('NOT_SERVED', 'There is no page to open: nobody serves this sandbox, no web server runs.', {
    suggestions: [
      'In another terminal: ha-lab sandbox serve; with real machines: ha-lab sandbox serve --fleet local',
      'What the simulated ones do: ha-lab status',
    ],
    exitCode: 2,
  });
}

function noBalancer(): LabError {
  return new LabError('NOT_SERVED', 'No load balancer of this sandbox is active yet.', {
    suggestions: ['Build the stack: ha-lab deploy', 'Building already: two to three minutes of the sandbox’s time'],
    exitCode: 2,
  });
}

// A guest whose holder dies: before the call, in the middle of it, in the middle of the answer.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { expect, onTestFinished, test } from 'vitest';
import { LabError } from '../../src/errors.js';
import { sandboxClients } from '../../src/lab/clients.js';
import { remoteControl } from '../../src/lab/remote-control.js';

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const HOLDERS: Readonly<Record<string, () => Promise<string>>> = {
  'is gone': async () => {
    const server = createServer();
    const url = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    return url;
  },
  'hangs up before it answers': () => listening(createServer((request) => request.socket.destroy())),
  'breaks off in its answer': () =>
    listening(
      createServer((_request, response) => {
        response.writeHead(200, { 'content-length': 1_000 });
        response.write('half', () => response.destroy());
      }),
    ),
};

test.each(Object.entries(HOLDERS))(
  'a holder that %s is named, with what to do; it is no mistake of ours',
  async (_, holder) => {
    const url = await holder();
    const { ec2, cloudwatch } = sandboxClients('us-east-1', { kind: 'endpoint', url });
    const calls = [
      ec2.send(new DescribeVpcsCommand({})),
      cloudwatch.send(new DescribeAlarmsCommand({})),
      remoteControl(url).status(),
    ];
    for (const call of await Promise.allSettled(calls)) {
      const error = call.status === 'rejected' ? call.reason : undefined;
      expect(error).toBeInstanceOf(LabError);
      expect(error).toMatchObject({
        code: 'WORKBOOK_BUSY',
        exitCode: 5,
        message: expect.stringMatching(
          /does not answer: (connect ECONNREFUSED|socket hang up|aborted|other side closed|terminated)/,
        ),
        suggestions: expect.arrayContaining([expect.stringMatching(/run the same command again/)]),
      });
    }
  },
);

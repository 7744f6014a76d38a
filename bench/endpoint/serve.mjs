// The sandbox as the command `ha-lab sandbox serve` serves it, for the benchmark: argument 2 is the folder of the compiled sources.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = join(resolve(process.argv[2]), 'sandbox', 'index.js');
const { Sandbox, localControl, pipelineOf, serve } = await import(pathToFileURL(folder).href);
const sandbox = Sandbox.born();
const endpoint = await serve(
  sandbox,
  pipelineOf(sandbox),
  localControl(
    sandbox,
    () => 0,
    () => {},
  ),
);
process.on('message', () => process.send(process.memoryUsage().rss));
process.on('disconnect', () => endpoint.stop());
process.send({ url: endpoint.url });

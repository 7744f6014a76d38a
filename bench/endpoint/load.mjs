// A load generator for one request, repeated on a few connections that stay open. Counts whole answers only.
import { Agent, request } from 'node:http';

/**
 * @param endpoint URL of the server
 * @param call `{ headers, body, expect }`: every answer must have status 200 and contain `expect`
 * @param options `{ connections, seconds }`
 * @returns requests per second, bytes per answer, and the median and 99th percentile of the latency in ms
 */
export async function measure(endpoint, call, { connections, seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies = [];
  let bytes = 0;
  await send(endpoint, agent, call);
  const started = performance.now();
  const end = started + seconds * 1000;
  const worker = async () => {
    while (performance.now() < end) {
      const before = performance.now();
      bytes = await send(endpoint, agent, call);
      latencies.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const took = (performance.now() - started) / 1000;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return { perSecond: latencies.length / took, bytes, medianMs: at(0.5), p99Ms: at(0.99) };
}

function send(endpoint, agent, { headers, body, expect }) {
  return new Promise((resolve, reject) => {
    const sent = request(endpoint, { method: 'POST', agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const answer = Buffer.concat(chunks);
        if (response.statusCode === 200 && answer.includes(expect)) resolve(answer.length);
        else reject(new Error(`status ${response.statusCode}: ${answer.toString().slice(0, 300)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

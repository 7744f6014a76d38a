// A load generator for one request, repeated on a few connections. On bare sockets, so that it takes less of the machine than the
// server it measures; every answer is read whole and looked at.
import { connect } from 'node:net';

/**
 * @param endpoint URL of the server
 * @param call `{ headers, body, expect }`: every answer must have status 200 and contain `expect`
 * @param options `{ connections, seconds }`
 * @returns requests per second, bytes per answer, and the median and 99th percentile of the latency in ms
 */
export async function measure(endpoint, call, { connections, seconds }) {
  const message = write(endpoint, call);
  const workers = Array.from({ length: connections }, () => createConnection(endpoint, call.expect));
  let { bytes } = await workers[0].send(message);
  const latencies = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  await Promise.all(
    workers.map(async (worker) => {
      while (performance.now() < end) {
        const before = performance.now();
        bytes = (await worker.send(message)).bytes;
        latencies.push(performance.now() - before);
      }
      worker.close();
    }),
  );
  const took = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return { perSecond: latencies.length / took, bytes, medianMs: at(0.5), p99Ms: at(0.99) };
}

function write(endpoint, { headers, body }) {
  const lines = Object.entries({ host: new URL(endpoint).host, ...headers, 'content-length': Buffer.byteLength(body) });
  return `POST / HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

/** One connection, one request at a time; opened anew when the server closes it, as HTTP/1.0 servers do after each answer. */
function createConnection(endpoint, expect) {
  const { hostname, port } = new URL(endpoint);
  let socket;
  let chunks = [];
  let received = 0;
  let whole = -1;
  let waiting;

  function open() {
    socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    const own = socket;
    own.on('data', take);
    own.on('error', (error) => waiting?.reject(error));
    own.on('close', () => {
      // One that was given up after its answer may close while the next is at work.
      if (socket !== own) return;
      socket = undefined;
      waiting?.reject(new Error('the server closed the connection in the middle of an answer'));
    });
  }

  function take(chunk) {
    chunks.push(chunk);
    received += chunk.length;
    if (whole < 0) whole = lengthOf(chunks.length === 1 ? chunk : Buffer.concat(chunks));
    if (whole < 0 || received < whole) return;
    const answer = Buffer.concat(chunks);
    const { resolve, reject } = waiting;
    [chunks, received, whole, waiting] = [[], 0, -1, undefined];
    if (/^connection: close/im.test(answer.toString('latin1', 0, answer.indexOf('\r\n\r\n')))) {
      socket.destroy();
      socket = undefined;
    }
    if (answer.toString('latin1', 9, 12) === '200' && answer.includes(expect)) resolve({ bytes: answer.length });
    else reject(new Error(answer.toString('utf8', 0, 400)));
  }

  return {
    send(message) {
      if (socket === undefined) open();
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(message);
      });
    },
    close: () => socket?.destroy(),
  };
}

/** Bytes of the whole answer, or -1 while its head is not complete. */
function lengthOf(answer) {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return -1;
  const length = /^content-length: *(\d+)/im.exec(answer.toString('latin1', 0, end))?.[1];
  if (length === undefined) throw new Error('an answer without content-length');
  return end + 4 + Number(length);
}

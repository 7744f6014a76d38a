// What the server takes from a client, and how long it waits for it.

/** Body as sent, and after unzipping. AWS's largest served request is PutMetricData with 1 MB. */
export const largestBodyBytes = 4 * 1024 * 1024;

export const largestHeaderBytes = 16 * 1024;

/** Terraform opens about ten connections, the CLI one at a time. */
export const mostConnections = 512;

/** Longer than the idle time of the SDKs' own connection pools, so that the client closes first. */
export const keepAliveTimeoutMs = 75_000;

export const headersTimeoutMs = 20_000;

/** From the first byte of a request to the last of its body. */
export const requestTimeoutMs = 60_000;

/** After a stop was asked for: how long running requests may finish. */
export const stopGraceMs = 5_000;

/** Meanwhile: how often connections on which nothing runs any more are closed. */
export const stopSweepMs = 20;

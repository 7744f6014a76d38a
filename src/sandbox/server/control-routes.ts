// The control surface over HTTP: `/_ha-lab/<route>`, JSON in and out. `remote-control.ts` in the lab is its client.

import { z } from 'zod';
import { LabError } from '../../errors.js';
import type { RewindRequest, SandboxControl } from '../control.js';
import type { ControlAction } from '../inputs.js';
import { FASTEST } from '../pace-dial.js';
import type { ControlHandler, ControlRequest, ControlResponse } from './control-mount.js';

const advance = z.strictObject({
  ms: z.number().int().min(0),
  until: z.union([z.literal('settled'), z.strictObject({ event: z.string().min(1) })]).optional(),
});
const speed = z.strictObject({ speed: z.number().int().min(0).max(FASTEST) });
const rewind = z.union([
  z.strictObject({ to: z.number().int() }),
  z.strictObject({ event: z.number().int().min(0) }),
  z.strictObject({ fork: z.string().min(1) }),
]) satisfies z.ZodType<RewindRequest>;
const occupy = z.strictObject({ by: z.string().min(1).max(80) });
const window = z.strictObject({ from: z.coerce.number(), to: z.coerce.number(), trafficId: z.string().optional() });
const since = z.strictObject({ since: z.coerce.number().int().min(0) });
const impairment = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('busy-loop'), threads: z.number().int().min(1) }),
  z.strictObject({ kind: z.literal('hung-app') }),
  z.strictObject({ kind: z.literal('slow-app'), addedMs: z.number().min(0) }),
  z.strictObject({ kind: z.literal('health-answer'), statusCode: z.number().int().min(100).max(599) }),
]);
const traffic = z.strictObject({
  trafficId: z.string(),
  dnsName: z.string(),
  port: z.number().int(),
  path: z.string(),
  clientTimeoutMs: z.number().min(1),
  durationMs: z.number().min(0).optional(),
});
const closedLoop = traffic.extend({
  users: z.array(z.strictObject({ atMs: z.number().min(0), count: z.number().int().min(0) })),
  thinkMs: z.strictObject({ low: z.number().min(0), high: z.number().min(0) }),
});
const openLoop = traffic.extend({
  arrivals: z.array(z.strictObject({ atMs: z.number().min(0), perSecond: z.number().min(0).max(100_000) })).min(1),
  mostOpen: z.number().int().min(1).max(100_000),
});
const plan = z.union([closedLoop, openLoop]);
const calls = {
  faultId: z.string().min(1),
  service: z.string().optional(),
  operations: z.array(z.string()).min(1).optional(),
};
const apiFault = z.discriminatedUnion('kind', [
  z.strictObject({ ...calls, kind: z.literal('throttle'), admitOneIn: z.number().int().min(2).max(1_000) }),
  z.strictObject({ ...calls, kind: z.literal('outage'), answer: z.enum(['ServiceUnavailable', 'InternalFailure']) }),
]);
const action = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('start-traffic'), plan }),
  z.strictObject({ kind: z.literal('stop-traffic'), trafficId: z.string() }),
  z.strictObject({ kind: z.literal('impair'), instanceId: z.string(), impairment }),
  z.strictObject({
    kind: z.literal('mend'),
    instanceId: z.string(),
    impairment: z.enum(['busy-loop', 'hung-app', 'slow-app', 'health-answer']),
  }),
  z.strictObject({ kind: z.literal('zone-power'), zone: z.string(), on: z.boolean() }),
  z.strictObject({ kind: z.literal('zone-capacity'), zone: z.string(), available: z.boolean() }),
  z.strictObject({
    kind: z.literal('packet-loss'),
    between: z.tuple([z.string(), z.string()]),
    share: z.number().min(0).max(1),
  }),
  z.strictObject({ kind: z.literal('api-fault'), fault: apiFault }),
  z.strictObject({ kind: z.literal('clear-api-fault'), faultId: z.string() }),
]) satisfies z.ZodType<ControlAction>;

type Route = (control: SandboxControl, request: ControlRequest) => Promise<unknown>;

const queryOf = (request: ControlRequest): Record<string, string> => Object.fromEntries(request.query);

/** docs/control-api.md has a section for each; a test compares them. */
export const ROUTES: Readonly<Record<string, Route>> = {
  'GET status': (control) => control.status(),
  'GET details': (control) => control.details(),
  'POST advance': async (control, { body, signal }) => {
    const { ms, until } = advance.parse(body);
    return { now: await control.advance(ms, signal, until) };
  },
  'POST speed': async (control, { body }) => {
    await control.setSpeed(speed.parse(body).speed);
    return {};
  },
  'POST act': async (control, { body }) => {
    await control.act(action.parse(body));
    return {};
  },
  'POST occupy': async (control, { body, signal }) => {
    const { by } = occupy.parse(body);
    await control.occupy(by, signal ?? AbortSignal.abort());
    return {};
  },
  'POST rewind': (control, { body }) => control.rewind(rewind.parse(body)),
  'GET traffic': (control, request) => {
    const { from, to, trafficId } = window.parse(queryOf(request));
    return control.traffic(from, to, trafficId);
  },
  'GET journal': (control, request) => control.journal(since.parse(queryOf(request)).since),
};

/** Unknown routes answer 404 with the list; a body that does not fit answers 400 and says where. */
export function controlRoutes(control: SandboxControl): ControlHandler {
  return async (request): Promise<ControlResponse> => {
    const name = `${request.method} ${request.path}`;
    const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
    if (route === undefined) {
      return { status: 404, body: { error: `no such route: ${name}`, routes: Object.keys(ROUTES) } };
    }
    try {
      return { status: 200, body: await route(control, request) };
    } catch (error) {
      if (error instanceof z.ZodError) return { status: 400, body: { error: z.prettifyError(error) } };
      if (error instanceof LabError) return refusal(error);
      throw error;
    }
  };
}

/** What the machine lacks is no mistake of the caller's: 503. `code` and `suggestions` let a client show the error as its own. */
function refusal({ code, message, suggestions, exitCode }: LabError): ControlResponse {
  return { status: exitCode === 5 ? 503 : 400, body: { error: message, code, suggestions } };
}

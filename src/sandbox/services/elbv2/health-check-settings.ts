// A target group's health check as sent: defaults and ranges of ALB-10. Pure.

import { unsupported } from '../shared/modelled.js';
import { validation } from './errors.js';
import { parseMatcher } from './rules/matcher.js';
import type { HealthCheck } from './store.js';

export interface HealthCheckInput {
  readonly HealthCheckProtocol?: string | undefined;
  readonly HealthCheckPort?: string | undefined;
  readonly HealthCheckEnabled?: boolean | undefined;
  readonly HealthCheckPath?: string | undefined;
  readonly HealthCheckIntervalSeconds?: number | undefined;
  readonly HealthCheckTimeoutSeconds?: number | undefined;
  readonly HealthyThresholdCount?: number | undefined;
  readonly UnhealthyThresholdCount?: number | undefined;
  readonly Matcher?: { readonly HttpCode?: string | undefined; readonly GrpcCode?: string | undefined } | undefined;
}

/** ALB-10: what an HTTP group is checked with when nothing is said. AWS contradicts itself on the timeout (5 or 6 s); 5. */
export const DEFAULT_HEALTH_CHECK: HealthCheck = {
  protocol: 'HTTP',
  port: 'traffic-port',
  path: '/',
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  matcher: '200',
};

/** The settings after a change of `before`. Throws ValidationError, UnsupportedOperation. */
export function healthCheckFrom(input: HealthCheckInput, before: HealthCheck): HealthCheck {
  checkKind(input);
  const settings: HealthCheck = {
    protocol: 'HTTP',
    port: input.HealthCheckPort ?? before.port,
    path: input.HealthCheckPath ?? before.path,
    intervalSeconds: input.HealthCheckIntervalSeconds ?? before.intervalSeconds,
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? before.timeoutSeconds,
    healthyThreshold: input.HealthyThresholdCount ?? before.healthyThreshold,
    unhealthyThreshold: input.UnhealthyThresholdCount ?? before.unhealthyThreshold,
    matcher: input.Matcher?.HttpCode ?? before.matcher,
  };
  checkRanges(settings);
  return settings;
}

function checkKind({ HealthCheckProtocol = 'HTTP', HealthCheckEnabled, Matcher }: HealthCheckInput): void {
  if (HealthCheckProtocol !== 'HTTP') throw unsupported(`health checks over ${HealthCheckProtocol}`);
  if (Matcher?.GrpcCode !== undefined) throw unsupported('gRPC health checks');
  if (HealthCheckEnabled === false) {
    throw validation("Health check enabled must be true for target groups with target type 'instance'");
  }
}

function checkRanges(settings: HealthCheck): void {
  const { port, path, intervalSeconds, timeoutSeconds, matcher } = settings;
  requireRange('Health check interval', intervalSeconds, 5, 300);
  requireRange('Health check timeout', timeoutSeconds, 2, 120);
  requireRange('Healthy threshold count', settings.healthyThreshold, 2, 10);
  requireRange('Unhealthy threshold count', settings.unhealthyThreshold, 2, 10);
  if (timeoutSeconds >= intervalSeconds) {
    throw validation(`Health check timeout '${timeoutSeconds}' must be smaller than the interval '${intervalSeconds}'`);
  }
  if (!path.startsWith('/') || path.length > 1_024) {
    throw validation(`Health check path '${path}' must begin with a '/' character and have at most 1024 characters`);
  }
  if (port !== 'traffic-port' && !(/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    throw validation(`Health check port '${port}' must be 'traffic-port' or between 1 and 65535`);
  }
  if (parseMatcher(matcher) === undefined) {
    throw validation(`Health check matcher HTTP code '${matcher}' must be within '200-499' inclusive`);
  }
}

function requireRange(what: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw validation(`${what} '${value}' must be between ${low} and ${high}`);
}

// The target group attributes that change behaviour, out of their wire form (texts) into numbers. Pure.

export interface TargetGroupSettings {
  readonly deregistrationDelayMs: number;
  /** 0: off. */
  readonly slowStartMs: number;
  readonly algorithm: 'round_robin' | 'least_outstanding_requests' | 'weighted_random';
  /** ALB-22: false when switched off for this group; an ALB itself always has it on (ALB-04). */
  readonly crossZone: boolean;
  readonly dnsFailover: HealthMinimum;
  readonly routingFailover: HealthMinimum;
}

/** At least so many healthy targets; a percentage of 0 means `off`. Both must hold. */
export interface HealthMinimum {
  readonly count: number;
  readonly percentage: number;
}

/** `attributes` must be complete: defaults filled in and values checked. */
export function settingsOf(attributes: Readonly<Record<string, string>>): TargetGroupSettings {
  const algorithm = attributes['load_balancing.algorithm.type'];
  return {
    deregistrationDelayMs: secondsOf(attributes['deregistration_delay.timeout_seconds']),
    slowStartMs: secondsOf(attributes['slow_start.duration_seconds']),
    algorithm:
      algorithm === 'least_outstanding_requests' || algorithm === 'weighted_random' ? algorithm : 'round_robin',
    crossZone: attributes['load_balancing.cross_zone.enabled'] !== 'false',
    dnsFailover: minimumOf(attributes, 'dns_failover'),
    routingFailover: minimumOf(attributes, 'unhealthy_state_routing'),
  };
}

function minimumOf(attributes: Readonly<Record<string, string>>, what: string): HealthMinimum {
  const prefix = `target_group_health.${what}.minimum_healthy_targets`;
  return { count: numberOf(attributes[`${prefix}.count`]), percentage: numberOf(attributes[`${prefix}.percentage`]) };
}

function secondsOf(text: string | undefined): number {
  return numberOf(text) * 1_000;
}

/** `off` and anything else that is no number is 0. */
function numberOf(text: string | undefined): number {
  const value = Number(text);
  return Number.isFinite(value) ? value : 0;
}

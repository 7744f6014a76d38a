// The attributes of a load balancer that change what happens to a request, out of their wire form (texts). Pure.

export type DesyncMode = 'monitor' | 'defensive' | 'strictest';

/** What is done to a request's fields on its way to a target. */
export interface FieldRules {
  /** Fields whose names are more than letters, digits and hyphens go no further. */
  readonly dropInvalid: boolean;
  readonly forwardedFor: 'append' | 'preserve' | 'remove';
  /** Whether the client's port stands behind its address. */
  readonly clientPort: boolean;
  readonly preserveHost: boolean;
}

/** Lengths are milliseconds of the host. */
export interface BalancerSettings {
  readonly connectMs: number;
  readonly idleMs: number;
  readonly keepAliveMs: number;
  readonly desync: DesyncMode;
  readonly fields: FieldRules;
}

/** ALB-40: no connection to a target within this long. */
const CONNECT_SECONDS = 10;

/** @param attributes those that were set; the others have AWS's defaults (ALB-04). @param factor virtual seconds per second. */
export function balancerSettings(attributes: Readonly<Record<string, string>>, factor: number): BalancerSettings {
  const ms = (seconds: string | number): number => (Number(seconds) * 1_000) / factor;
  const isOn = (key: string): boolean => attributes[key] === 'true';
  return {
    connectMs: ms(CONNECT_SECONDS),
    idleMs: ms(attributes['idle_timeout.timeout_seconds'] ?? 60),
    keepAliveMs: ms(attributes['client_keep_alive.seconds'] ?? 3_600),
    desync: oneOf(attributes['routing.http.desync_mitigation_mode'], ['monitor', 'strictest']) ?? 'defensive',
    fields: {
      dropInvalid: isOn('routing.http.drop_invalid_header_fields.enabled'),
      forwardedFor: oneOf(attributes['routing.http.xff_header_processing.mode'], ['preserve', 'remove']) ?? 'append',
      clientPort: isOn('routing.http.xff_client_port.enabled'),
      preserveHost: isOn('routing.http.preserve_host_header.enabled'),
    },
  };
}

function oneOf<Word extends string>(text: string | undefined, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === text);
}

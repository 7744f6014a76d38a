// What a client is told when the load balancer must answer in the target's place (ALB-40, ALB-41). A table for whoever carries requests; pure.
// What a target itself answers, be it a 500, is passed on and never looked up here.

/** Why no target's answer reached the client. */
export type FailureCause =
  /** RST or ICMP unreachable while connecting: nothing listens on the port. */
  | 'connection-refused'
  /** Packets are dropped: no connection within 10 s. */
  | 'connect-timeout'
  /** The target closed or reset the connection with a request outstanding. */
  | 'target-closed'
  | 'malformed-answer'
  /** Connected, but no answer before the idle timeout. */
  | 'answer-timeout'
  /** The deregistration delay ran out under the request (ALB-30). */
  | 'drain-expired'
  | 'no-registered-targets'
  /** The client went away before the target answered and before the idle timeout. */
  | 'client-gave-up';

export interface Verdict {
  readonly statusCode: number;
  /** How long after the request was sent to the target the client knows. */
  readonly after: 'at-once' | 'connect-timeout' | 'idle-timeout';
  /** Counted as `TargetConnectionErrorCount`. */
  readonly connectionFailed: boolean;
}

export const STATUS_BY_CAUSE: Readonly<Record<FailureCause, Verdict>> = {
  'connection-refused': { statusCode: 502, after: 'at-once', connectionFailed: true },
  'connect-timeout': { statusCode: 504, after: 'connect-timeout', connectionFailed: true },
  'target-closed': { statusCode: 502, after: 'at-once', connectionFailed: false },
  'malformed-answer': { statusCode: 502, after: 'at-once', connectionFailed: false },
  'answer-timeout': { statusCode: 504, after: 'idle-timeout', connectionFailed: false },
  'drain-expired': { statusCode: 502, after: 'at-once', connectionFailed: false },
  'no-registered-targets': { statusCode: 503, after: 'at-once', connectionFailed: false },
  'client-gave-up': { statusCode: 460, after: 'at-once', connectionFailed: false },
};

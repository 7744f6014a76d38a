// The arithmetic of the grace period, shared by the question's default and the rule that checks it.

/** Seconds of grace that cover a bootstrap and the checks after it: ASG-24, ALB-12. */
export function neededGraceSeconds(
  bootstrapSeconds: number,
  healthyThreshold: number,
  intervalSeconds: number,
): number {
  return bootstrapSeconds + (healthyThreshold + 1) * intervalSeconds + 60;
}

// What an instance type means for the load on a machine: vCPUs and, for burstable types, CPU credits (EC2-05).

export interface CreditRules {
  /** Credits earned per hour; one credit is one vCPU-minute at 100 %. */
  readonly earnedPerHour: number;
  readonly maximumBalance: number;
  /** Share of one vCPU that may be used for ever, per vCPU, 0–1. */
  readonly baseline: number;
}

export interface InstanceShape {
  readonly vcpus: number;
  readonly credits?: CreditRules;
}

const BURSTABLE: Readonly<Record<string, InstanceShape>> = {
  nano: { vcpus: 2, credits: { earnedPerHour: 6, maximumBalance: 144, baseline: 0.05 } },
  micro: { vcpus: 2, credits: { earnedPerHour: 12, maximumBalance: 288, baseline: 0.1 } },
  small: { vcpus: 2, credits: { earnedPerHour: 24, maximumBalance: 576, baseline: 0.2 } },
  medium: { vcpus: 2, credits: { earnedPerHour: 24, maximumBalance: 576, baseline: 0.2 } },
  large: { vcpus: 2, credits: { earnedPerHour: 36, maximumBalance: 864, baseline: 0.3 } },
  xlarge: { vcpus: 4, credits: { earnedPerHour: 96, maximumBalance: 2304, baseline: 0.4 } },
  '2xlarge': { vcpus: 8, credits: { earnedPerHour: 192, maximumBalance: 4608, baseline: 0.4 } },
};

const FIXED: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16 };

/** `t3.micro` → its shape. A type of an unknown family or size counts as two vCPUs without credits. */
export function instanceShape(instanceType: string): InstanceShape {
  const [family = '', size = ''] = instanceType.split('.');
  if (/^t(3|3a|4g)$/.test(family)) return BURSTABLE[size] ?? { vcpus: 2 };
  return { vcpus: FIXED[size] ?? 2 };
}

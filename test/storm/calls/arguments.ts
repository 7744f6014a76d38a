// The form of a row of calls, and the arguments that several rows draw: mostly fitting, sometimes not.

import type { Dice } from '../dice.js';

export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export type Row = readonly [
  weight: number,
  service: string,
  operation: string,
  input: (dice: Dice) => Record<string, unknown>,
];

export const IMAGE = 'ami-0a1b2c3d4e5f60718';
export const forwarding = (dice: Dice): object => ({ Type: 'forward', TargetGroupArn: dice.some('target-group') });
export const name = (dice: Dice, what: string): string => `${what}-${dice.number(1, 4)}`;
export const cidr = (dice: Dice): string =>
  dice.one(['0.0.0.0/0', '10.0.0.0/16', `10.${dice.number(0, 9)}.${dice.number(0, 9)}.0/24`, '10.0.0.1/32']);
export const port = (dice: Dice): number => dice.one([80, 8000, 22, 443, 1024]);
const ports = (dice: Dice): { FromPort: number; ToPort: number } => {
  const from = port(dice);
  return { FromPort: from, ToPort: dice.chance(0.8) ? from : 65_535 };
};
export const permission = (dice: Dice): object => ({
  IpProtocol: dice.one(['tcp', 'udp', '-1']),
  ...ports(dice),
  ...(dice.chance(0.5)
    ? { IpRanges: [{ CidrIp: cidr(dice) }] }
    : { UserIdGroupPairs: [{ GroupId: dice.some('security-group') }] }),
});
export const sizes = (dice: Dice): { MinSize: number; MaxSize: number; DesiredCapacity: number } => {
  const low = dice.number(0, 3);
  const high = low + dice.number(0, 4);
  return { MinSize: low, MaxSize: high, DesiredCapacity: dice.number(low - (dice.chance(0.1) ? 1 : 0), high) };
};
export const template = (dice: Dice): object => ({
  LaunchTemplate: { LaunchTemplateId: dice.some('template'), Version: dice.one(['$Latest', '$Default', '1']) },
});
export const subnets = (dice: Dice): string[] => dice.several('subnet', 1, 4);
export const member = (dice: Dice): string => dice.some(dice.chance(0.9) ? 'member' : 'instance');

/** Mostly one of AWS's own tables, out or in; sometimes a set with a gap or without an end. */
export const steps = (dice: Dice): object[] => {
  const adjustment = (sign: number): number => sign * dice.number(0, 3);
  const step = (lower: number | undefined, upper: number | undefined, sign: number): object => ({
    ...(lower === undefined ? {} : { MetricIntervalLowerBound: lower }),
    ...(upper === undefined ? {} : { MetricIntervalUpperBound: upper }),
    ScalingAdjustment: adjustment(sign),
  });
  return dice.one([
    [step(0, undefined, 1)],
    [step(0, 10, 1), step(10, 20, 1), step(20, undefined, 1)],
    [step(-10, 0, -1), step(-20, -10, -1), step(undefined, -20, -1)],
    [step(undefined, 0, -1), step(0, undefined, 1)],
    [step(0, 10, 1), step(dice.one([5, 10, 15]), dice.one([20, undefined]), 1)],
  ]);
};

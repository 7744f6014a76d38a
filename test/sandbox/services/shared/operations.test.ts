// The handler types say no where they should. Checked by the compiler (`tsc --noEmit` covers tests): an unused @ts-expect-error is an
// error, too. At run time only the handlers' shapes are looked at.

import { expect, test } from 'vitest';
import type {
  OperationInput,
  OperationOutput,
  Operations,
} from '../../../../src/sandbox/services/shared/operations.js';

type Ec2 = typeof import('@aws-sdk/client-ec2');
interface Context {
  readonly now: number;
}

const good = {
  DescribeVpcs(input, context) {
    const ids: string[] | undefined = input.VpcIds;
    const vpcs: readonly { readonly VpcId: string; readonly State: 'available' }[] = [];
    return { Vpcs: vpcs, NextToken: `${ids?.length ?? 0}${context.now}` };
  },
  RunInstances(input) {
    const most: number = input.MaxCount;
    return { ReservationId: `r-${most}`, Instances: [{ LaunchTime: new Date(0) }] };
  },
  DeleteVpc(input) {
    const id: string = input.VpcId;
    if (id === '') throw new Error('empty');
  },
} satisfies Operations<Ec2, Context>;

const wrongName = {
  // @ts-expect-error EC2 has no such operation
  DescribeVpcz() {
    return {};
  },
} satisfies Operations<Ec2, Context>;

const wrongValue = {
  // @ts-expect-error 'gone' is no state of a VPC
  DescribeVpcs() {
    return { Vpcs: [{ State: 'gone' }] };
  },
} satisfies Operations<Ec2, Context>;

const wrongInput = {
  DescribeVpcs(input) {
    // @ts-expect-error the input has no such member
    return { NextToken: input.Colour };
  },
} satisfies Operations<Ec2, Context>;

const wrongOutput = {
  // @ts-expect-error the output has no such member
  DescribeVpcs() {
    return { Vpcz: [] };
  },
} satisfies Operations<Ec2, Context>;

test('operations are named, and inputs and outputs are typed by the SDK', () => {
  const input: OperationInput<Ec2, 'RunInstances'> = { MinCount: 1, MaxCount: 2 };
  const output: OperationOutput<Ec2, 'RunInstances'> = good.RunInstances(input);
  expect(output.ReservationId).toBe('r-2');
  expect(Object.keys({ ...wrongName, ...wrongValue, ...wrongInput, ...wrongOutput })).toEqual([
    'DescribeVpcz',
    'DescribeVpcs',
  ]);
});

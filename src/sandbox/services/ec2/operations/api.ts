// Types of EC2's operations, from the SDK. Types only.

import type { Context } from '../../../context.js';
import type { OperationInput, OperationName, Operations } from '../../shared/operations.js';

export type Ec2Module = typeof import('@aws-sdk/client-ec2');
export type Ec2Operations = Operations<Ec2Module, Context>;
export type Input<Name extends OperationName<Ec2Module>> = OperationInput<Ec2Module, Name>;

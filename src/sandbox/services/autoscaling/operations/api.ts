// The types of this service's operations, derived from the SDK. Types only.

import type { Context } from '../../../context.js';
import type { OperationInput, OperationName, Operations } from '../../shared/operations.js';

export type AutoScalingModule = typeof import('@aws-sdk/client-auto-scaling');
export type AutoScalingOperations = Operations<AutoScalingModule, Context>;
export type Input<Name extends OperationName<AutoScalingModule>> = OperationInput<AutoScalingModule, Name>;

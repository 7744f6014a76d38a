// The operations' types, from the SDK's own. Types only.

import type { Context } from '../../../context.js';
import type { Operations } from '../../shared/operations.js';

export type Elbv2Module = typeof import('@aws-sdk/client-elastic-load-balancing-v2');
export type Elbv2Operations = Operations<Elbv2Module, Context>;

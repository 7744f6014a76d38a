// Telling everybody that a packet's way may have changed. Each change of routes, gateways, groups, ACLs or DNS settings ends here.

import type { Context } from '../../context.js';

export function networkChanged(context: Context, vpcId: string, resourceId: string, change: string): void {
  context.kernel.emit({ type: 'NetworkChanged', vpcId, resourceId, change });
}

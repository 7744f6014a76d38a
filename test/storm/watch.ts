// What no single state of the world shows: it reads the journal as it grows, and compares with what it saw before.

import { USER } from '../../src/sandbox/fleet/simulated/state.js';
import type { Sandbox } from '../../src/sandbox/index.js';
import { roomAbove } from '../../src/sandbox/services/autoscaling/rules/maintenance.js';
import { rebalancingLimit } from '../../src/sandbox/services/autoscaling/rules/zone-balance.js';

export class Watch {
  private read: number;
  /** Since when a target drains, by group, instance and port. */
  private readonly drains = new Map<string, number>();
  private readonly ids = new Set<string>();
  private readonly known = new Set<string>();

  constructor(private readonly sandbox: Sandbox) {
    this.read = sandbox.journal.length;
    for (const id of this.allIds()) this.known.add(id);
  }

  /** New breaches since the last look. */
  look(): readonly string[] {
    const found: string[] = [];
    const { journal } = this.sandbox;
    for (let place = this.read; place < journal.length; place += 1) {
      const entry = journal[place];
      if (entry === undefined) continue;
      if (entry.seq !== place) found.push(`journal: entry ${place} calls itself ${entry.seq}`);
      if (entry.at < (journal[place - 1]?.at ?? 0)) found.push(`journal: entry ${place} lies before the one before it`);
      if ((entry.cause ?? -1) >= place) found.push(`journal: entry ${place} was caused by a later one`);
      const { event } = entry;
      if (event.type === 'TargetDeregistered')
        this.drains.set(`${event.targetGroupArn} ${event.targetId} ${event.port}`, entry.at);
      if (event.type === 'TargetRegistered')
        this.drains.delete(`${event.targetGroupArn} ${event.targetId} ${event.port}`);
      if (event.type === 'GroupInstanceStateChanged' && event.to === 'Pending' && event.from === undefined)
        found.push(...this.launched(event.groupName));
    }
    this.read = journal.length;
    found.push(...this.chosenWhileDraining(), ...this.reusedIds());
    return found;
  }

  /** ASG-31, ASG-56: a launch may bring a group over its maximum only to replace or to rebalance, and only so far. */
  private launched(groupName: string): readonly string[] {
    const group = this.sandbox.world.autoscaling.groups[groupName];
    if (group === undefined) return [];
    const active = Object.values(group.instances).filter(({ lifecycleState }) =>
      /^(Pending|InService)/.test(lifecycleState),
    ).length;
    const extra = Object.values(group.instances).some(({ successor }) => successor !== undefined)
      ? roomAbove(group.instanceMaintenancePolicy, group.desiredCapacity)
      : 0;
    const limit = Math.max(
      group.rebalance === undefined ? group.maxSize : rebalancingLimit(group.maxSize),
      group.desiredCapacity + extra,
    );
    return active <= limit
      ? []
      : [`${groupName}: a launch made ${active} active instances of at most ${group.maxSize}`];
  }

  /** ALB-30: requests that a draining target serves were begun before the drain. */
  private chosenWhileDraining(): readonly string[] {
    const { users } = this.sandbox.world.fleet;
    if (this.drains.size === 0) return [];
    return users.flatMap(({ phase, targetGroupArn, instanceId, targetPort, startedAt }) => {
      if (phase !== USER.served && phase !== USER.waiting) return [];
      const since = this.drains.get(`${targetGroupArn} ${instanceId} ${targetPort}`);
      if (since === undefined || startedAt <= since) return [];
      return [`${instanceId} drains since ${since} and got a request at ${startedAt}`];
    });
  }

  private reusedIds(): readonly string[] {
    const now = new Set(this.allIds());
    const reused = [...now].filter((id) => this.ids.has(id) && !this.known.has(id));
    for (const id of this.known) if (!now.has(id)) this.ids.add(id);
    this.known.clear();
    for (const id of now) this.known.add(id);
    return reused.map((id) => `the id ${id} was used before`);
  }

  private allIds(): readonly string[] {
    const { ec2, elbv2 } = this.sandbox.world;
    return [ec2.instances, ec2.networkInterfaces, ec2.volumes, ec2.vpcs, ec2.subnets, elbv2.loadBalancers].flatMap(
      (table) => Object.keys(table),
    );
  }
}

// What Terraform made and could not note any more, because it was killed in between: it stands, carries the project's tag, and its name is
// taken, so that no deploy could go on. Such a thing is put into the state; nothing is made or removed. Pure.

import type { Kind, Leftover } from './inventory.js';

export interface Orphan {
  /** Of the resource that it is: `aws_lb.load_balancer`. */
  readonly address: string;
  readonly kind: Kind;
  /** AWS's own id, by which Terraform imports it. */
  readonly id: string;
}

interface Adoptable {
  /** Terraform's type of resource. */
  readonly type: string;
  /** The name within the id; absent: the id has none, and only a type that stands once in the stack can be matched. */
  nameIn?(id: string): string | undefined;
}

const itself = (id: string): string => id;

/** Kinds whose names can be taken only once in an account. */
const ADOPTABLE: Readonly<Partial<Record<Kind, Adoptable>>> = {
  'load-balancer': { type: 'aws_lb', nameIn: (id) => id.split('/')[2] },
  'target-group': { type: 'aws_lb_target_group', nameIn: (id) => id.split('/')[1] },
  'auto-scaling-group': { type: 'aws_autoscaling_group', nameIn: itself },
  'iam-role': { type: 'aws_iam_role', nameIn: itself },
  'instance-profile': { type: 'aws_iam_instance_profile', nameIn: itself },
  'launch-template': { type: 'aws_launch_template' },
};

/** The `resource` block of a synthesised stack: type → name → attributes. */
export type StackResources = Readonly<Record<string, Readonly<Record<string, { readonly name?: unknown }>>>>;

/** @param known addresses that the state holds @param left what stands, by AWS's own word */
export function orphansOf(
  stack: StackResources,
  known: readonly string[],
  left: readonly Leftover[],
): readonly Orphan[] {
  return left.flatMap(({ kind, id, tagged, going }) => {
    const adoptable = ADOPTABLE[kind];
    if (adoptable === undefined || !tagged || going === true) return [];
    const { type, nameIn } = adoptable;
    const all = Object.entries(stack[type] ?? {});
    const meant =
      nameIn === undefined ? (all.length === 1 ? all : []) : all.filter(([, { name }]) => name === nameIn(id));
    return meant
      .map(([name]) => `${type}.${name}`)
      .filter((address) => !known.includes(address))
      .map((address) => ({ address, kind, id }));
  });
}

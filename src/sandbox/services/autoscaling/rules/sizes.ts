// The three sizes of a group, and what a wish for some of them comes to (ASG-15). Pure.

export interface Sizes {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
}

/** Without a desired capacity of its own the wish's limits pull it along. */
export function sizesAfter(present: Sizes, wish: { readonly [Size in keyof Sizes]?: number | undefined }): Sizes {
  const min = wish.min ?? present.min;
  const max = wish.max ?? present.max;
  const desired = wish.desired ?? Math.min(Math.max(present.desired, min), Math.max(min, max));
  return { min, max, desired };
}

export const inOrder = ({ min, max, desired }: Sizes): boolean => min <= desired && desired <= max;

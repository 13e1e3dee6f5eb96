import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** A label's value; undefined: a point without the label. */
export type LabelValue = AttributeValue | undefined;

interface Branch<Kept> {
  readonly next: Map<LabelValue, Branch<Kept>>;
  kept: Kept | undefined;
}

/**
 * Values that are kept for each set of labels, such as the attributes themselves, so that they are made once. The labels are bounded, and
 * so is the table. It is a tree, because a key made of all values would have to be made for each look-up.
 */
export class LabelSets<Kept> {
  private readonly root: Branch<Kept> = { next: new Map(), kept: undefined };
  private readonly everything: Kept[] = [];

  constructor(
    private readonly names: readonly string[],
    private readonly make: (attributes: Attributes) => Kept,
  ) {}

  /** @param values one for each name, in their order. */
  of(values: readonly LabelValue[]): Kept {
    let branch = this.root;
    for (const value of values) branch = branch.next.get(value) ?? grown(branch, value);
    return (branch.kept ??= this.made(values));
  }

  get all(): readonly Kept[] {
    return this.everything;
  }

  private made(values: readonly LabelValue[]): Kept {
    const given = this.names.map((name, place) => [name, values[place]] as const);
    const kept = this.make(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
    this.everything.push(kept);
    return kept;
  }
}

function grown<Kept>({ next }: Branch<Kept>, value: LabelValue): Branch<Kept> {
  const branch: Branch<Kept> = { next: new Map(), kept: undefined };
  next.set(value, branch);
  return branch;
}

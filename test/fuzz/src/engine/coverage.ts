/** What the counters of one module are, and the texts that its code compares with. */
export interface CountedModule {
  readonly url: string;
  /** Its counters are those from `first` on. */
  readonly first: number;
  readonly count: number;
  readonly literals: readonly string[];
}

/** Where counted modules count: they look for it by `coverageKey`. */
export interface Coverage {
  readonly counters: Uint8Array;
  readonly modules: CountedModule[];
}

/** A registered symbol, because the text of counted modules names it. */
export const coverageKey = 'threepid.fuzz.coverage';

/** More than all packages have blocks. */
const mostCounters = 1 << 16;

/** The coverage of this process; counted modules that were loaded before count nothing. */
export function coverageOfProcess(): Coverage {
  const place = globalThis as Record<symbol, Coverage | undefined>;
  const key = Symbol.for(coverageKey);
  place[key] ??= { counters: new Uint8Array(mostCounters), modules: [] };
  return place[key];
}

/** How often a block ran, in classes: once, twice, thrice, and then in powers of two. As AFL has them. */
const classOfCount = Uint8Array.from({ length: 256 }, (_, count) =>
  count < 4 ? count : Math.min(7, 2 + Math.floor(Math.log2(count / 2))),
);

/** Which blocks ever ran, and in which classes of counts. */
export class SeenBlocks {
  private readonly classes: Uint8Array;

  constructor(private readonly coverage: Coverage) {
    this.classes = new Uint8Array(coverage.counters.length);
  }

  /** How many blocks ever ran. */
  get blocks(): number {
    return this.classes.reduce((count, classes) => count + Number(classes !== 0), 0);
  }

  /** How many of the input's blocks are new, or new in their class of counts. Resets the counters. */
  take(): number {
    let found = 0;
    for (const at of this.blocksOfLast()) {
      const bit = 1 << (classOfCount[this.coverage.counters[at] ?? 0] ?? 0);
      const before = this.classes[at] ?? 0;
      if ((before & bit) === 0) found += 1;
      this.classes[at] = before | bit;
    }
    this.reset();
    return found;
  }

  /** The blocks, each with its class of counts, that ran since the last reset. Resets the counters. */
  signature(): readonly number[] {
    const { counters } = this.coverage;
    const signature = this.blocksOfLast().map((at) => at * 8 + (classOfCount[counters[at] ?? 0] ?? 0));
    this.reset();
    return signature;
  }

  reset(): void {
    this.coverage.counters.fill(0, 0, this.used);
  }

  /** The texts of all modules of which anything ever ran. */
  literals(): readonly string[] {
    const reached = this.coverage.modules.filter(({ first, count }) =>
      this.classes.subarray(first, first + count).some((classes) => classes !== 0),
    );
    return [...new Set(reached.flatMap(({ literals }) => literals))];
  }

  private get used(): number {
    return this.coverage.modules.reduce((end, { first, count }) => Math.max(end, first + count), 0);
  }

  /** Most blocks didn't run, so that they are looked at four at a time. */
  private blocksOfLast(): number[] {
    const { counters } = this.coverage;
    const found: number[] = [];
    const words = new Uint32Array(counters.buffer, 0, Math.ceil(this.used / 4));
    for (let word = 0; word < words.length; word += 1) {
      if (words[word] === 0) continue;
      for (let at = word * 4; at < word * 4 + 4; at += 1) if (counters[at] !== 0) found.push(at);
    }
    return found;
  }
}

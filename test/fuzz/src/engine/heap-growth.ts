import assert from 'node:assert/strict';

const mebibyte = 1_048_576;

/** Requests between two looks at the heap. */
const step = 5_000;

/** Looks that are not compared: caches fill, and code is compiled. */
const warmUp = 4;

/** More than caches and the fuzzer's own inputs take, and far less than 50 bytes a request. */
const mostGrowth = 3 * mebibyte;

/** The heap after collection, looked at every some thousand requests. Needs `--expose-gc`. */
export class HeapGrowth {
  private readonly heaps: number[] = [];
  private next = step;

  /** @param requests how many there were so far. */
  note(requests: number): void {
    if (requests < this.next) return;
    this.next = requests + step;
    this.heaps.push(usedHeap());
  }

  /** @throws AssertionError if the heap grew with the requests. */
  check(): void {
    const heaps = this.heaps.slice(warmUp);
    if (heaps.length < 4) return;
    const third = Math.ceil(heaps.length / 3);
    const growth = Math.min(...heaps.slice(-third)) - Math.max(...heaps.slice(0, third));
    const shown = heaps.map((heap) => (heap / mebibyte).toFixed(1)).join(', ');
    assert.ok(growth < mostGrowth, `the heap grows, in MiB: ${shown}`);
  }
}

function usedHeap(): number {
  (globalThis as { readonly gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
}

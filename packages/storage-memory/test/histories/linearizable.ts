import { isDeepStrictEqual } from 'node:util';
import { ModelStorage } from '../../../contract-tests/dist/session-storage/model-storage.js';
import { make, type Operation } from './call.js';

/**
 * True if the operations can be put in an order in which each comes before those that began after its end, and the model
 * answers all of them as they were answered.
 *
 * Searches depth first, and no state twice: a set of operations done and what the model holds then.
 *
 * Source: J. M. Wing and C. Gong, "Testing and Verifying Concurrent Objects" (1993).
 */
export async function isLinearizable(history: readonly Operation[]): Promise<boolean> {
  const seen = new Set<string>();
  const search = async (left: readonly Operation[], model: CopiedModel): Promise<boolean> => {
    if (left.length === 0) return true;
    const state = `${left.map(({ began }) => String(began)).join(' ')} ${model.fingerprint()}`;
    if (seen.has(state)) return false;
    seen.add(state);
    for (const next of mayComeFirst(left)) {
      const after = model.copy();
      const isSame = isDeepStrictEqual(await make(next.call, after), next.answer);
      if (isSame && (await search(without(left, next), after))) return true;
    }
    return false;
  };
  const inOrder = history.toSorted((one, other) => one.began - other.began);
  return search(inOrder, new CopiedModel());
}

function mayComeFirst(operations: readonly Operation[]): readonly Operation[] {
  const firstEnd = Math.min(...operations.map(({ ended }) => ended));
  return operations.filter(({ began }) => began < firstEnd);
}

function without(operations: readonly Operation[], operation: Operation): readonly Operation[] {
  return operations.filter((other) => other !== operation);
}

/** The model of the port, of which copies can be made. */
class CopiedModel extends ModelStorage {
  copy(): CopiedModel {
    const copy = new CopiedModel();
    for (const [key, session] of this.sessions) copy.sessions.set(key, session);
    for (const [key, times] of this.counts) copy.counts.set(key, times);
    return copy;
  }

  fingerprint(): string {
    return JSON.stringify([sorted(this.sessions), sorted(this.counts)]);
  }
}

function sorted(map: ReadonlyMap<string, unknown>): readonly unknown[] {
  return [...map].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

import type { OpenedSession } from '../ports/session-storage.js';
import type { Opening } from '../sessions/session-opener.js';

/** True if the message of an opening is the first of its session. */
export function isFirstOf({ bySecret }: Opening, { secretIndex, generation }: OpenedSession): boolean {
  return generation === bySecret[secretIndex]?.generation;
}

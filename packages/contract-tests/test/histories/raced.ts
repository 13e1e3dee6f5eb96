import { SessionCrowd, SessionHistory, type SessionHistoryReport } from '@threepid/contract-tests';
import { StorageUnavailableError, type SessionStorage } from '@threepid/core';
import fc from 'fast-check';
import { callStorage, type SessionCall } from '../../dist/session-storage/session-call.js';

/** Lets other calls happen. */
export type Pause = () => Promise<void>;

const t0 = 1_700_000_000_000;
/** Hosts' clocks differ by less than 60 s, the time included that a call is on its way. */
const clocksAhead = [0, 10, 10_000, 25_000];
const betweenCallsMs = 3_000;
const callsOfClient = 10;

/** How calls reach a storage, and answers their callers. */
export interface Way {
  /** True if some calls are rejected, of which some are taken. */
  readonly isLossy?: boolean;
  readonly isExplained?: boolean;
}

/**
 * What a history of clients at once comes to, whose calls are on their way for a while. The order in which all happens is
 * fast-check's, by the seed.
 */
export async function racedHistory(
  create: (pause: Pause) => SessionStorage,
  seed: number,
  { isLossy = false, isExplained = true }: Way = {},
): Promise<SessionHistoryReport> {
  const [scheduler] = fc.sample(fc.scheduler(), { seed, numRuns: 1 }) as [fc.Scheduler];
  const pause: Pause = () => scheduler.schedule(Promise.resolve());
  const storage = create(pause);
  const history = new SessionHistory();
  const crowd = new SessionCrowd({ seed, numbers: 1, callsEach: 1_000 });
  let made = 0;
  const clients = clocksAhead.map(async (ahead, place) => {
    let [left, losses] = [callsOfClient, 0];
    await crowd.join({
      storage: history.record(
        distant(storage, pause, () => isLossy && (losses += 1) % 4 === 3),
        { client: `client ${place}` },
      ),
      now: () => t0 + ahead + betweenCallsMs * (made += 1),
      goesOn: () => (left -= 1) >= 0,
      secrets: () => SessionCrowd.secrets.slice(place === 3 ? 1 : 2),
    });
  });
  await scheduler.waitFor(Promise.all(clients));
  return history.check({ isExplained });
}

/** A storage at the other end of a network. A call that is lost is not taken, or its answer does not come back. */
function distant(storage: SessionStorage, pause: Pause, isLost: () => boolean): SessionStorage {
  const carry = async (call: SessionCall): Promise<unknown> => {
    const lost = isLost();
    await pause();
    if (lost && 'claim' in call.request) throw new StorageUnavailableError('lost');
    const answer = await callStorage(storage, call);
    await pause();
    if (lost) throw new StorageUnavailableError('lost on its way back');
    return answer;
  };
  return new Proxy(storage, {
    get: (_, to: SessionCall['to']) => (request: never) => carry({ to, request }),
  });
}

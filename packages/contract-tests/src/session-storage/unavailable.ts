import { StorageUnavailableError, type SessionStorage } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, claimed } from './claimant.js';
import { newAllowanceId, newClaim, newNumberId, newSessionId } from './ids.js';
import type { Suite } from './suite.js';
import { hour, t0 } from '../runner/times.js';

type Call = (storage: SessionStorage) => Promise<unknown>;

const generation = 'AAAAAA';
const opened = {
  kind: 'opened',
  secretIndex: 0,
  generation,
  nonce: generation,
  codeExpiresAt: t0,
  sentMessage: undefined,
  message: claimed,
} as const;

const message = { slot: '..', sessionId: newSessionId(), claim: newClaim() };

const calls: Readonly<Record<string, Call>> = {
  open: (storage) => new Claimant(storage).open(t0),
  settle: (storage) =>
    storage.settle({
      ...message,
      numberId: newNumberId(),
      result: 'failed',
      refund: true,
      openedAt: t0,
      now: t0,
    }),
  outcomeOf: (storage) => storage.outcomeOf({ ...message, generation: opened.generation, now: t0 }),
  submit: (storage) => new Claimant(storage).submit(t0, opened),
  read: (storage) => new Claimant(storage).read(t0, opened),
  consume: (storage) => new Claimant(storage).consume(t0, opened),
  spend: (storage) =>
    storage.spend({ id: newAllowanceId(), limits: [{ messages: 1, windowMs: hour }], now: t0 }),
  refund: (storage) => storage.refund({ id: newAllowanceId(), spentAt: t0 }),
  forget: (storage) => storage.forget({ slot: '..', numberId: newNumberId(), now: t0 }),
  release: (storage) => storage.release({ slot: '..', numberId: newNumberId(), now: t0 }),
  messageTimes: (storage) =>
    storage.messageTimes({ slot: '..', numberId: newNumberId(), windowMs: hour, now: t0 }),
  spentTimes: (storage) => storage.spentTimes({ id: newAllowanceId(), windowMs: hour, now: t0 }),
  ready: (storage) => storage.ready(),
};

/** Tests of a storage that can't be reached. */
export function unavailable({ describe, it, storage }: Suite): void {
  describe('a storage that cannot be reached', () => {
    for (const [name, call] of Object.entries(calls)) {
      it(`rejects ${name} with StorageUnavailableError`, async () => {
        const cause = await call(storage()).then(
          () => undefined,
          (err: unknown) => err,
        );
        expect(cause).to.be.instanceOf(StorageUnavailableError);
      });
    }
  });
}

import {
  StorageUnavailableError,
  type ForgetNumber,
  type MessageOutcome,
  type OpenOutcome,
  type OpenSession,
  type ReadMessage,
  type ReadOutcome,
  type ReadSession,
  type SessionStorage,
  type SettleMessage,
  type SpendAllowance,
  type SpendOutcome,
  type SubmitCode,
  type SubmitOutcome,
} from '@threepid/core';
import type { Pause } from './raced.js';
import { WrappedStorage } from './wrapped-storage.js';

interface PlantedRace {
  readonly bug: string;
  readonly storage: new (pause: Pause) => SessionStorage;
}

const noLimit = [{ messages: 1_000, windowMs: 120_000 }];

/** Each is what a storage does that is not one atomic step, or that answers before or without it. */
export const plantedRaces: readonly PlantedRace[] = [
  {
    bug: 'a claim is given twice',
    storage: class extends WrappedStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        const outcome = await this.inner.open(request);
        if (outcome.kind !== 'opened' || outcome.message.kind !== 'under-way') return outcome;
        return { ...outcome, message: { kind: 'claimed' } };
      }
    },
  },
  {
    bug: 'the limits of a number are looked at before the message is counted',
    storage: class extends WrappedStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        const { limits, slot, numberId, now } = request;
        const counted = await this.inner.messageTimes({ slot, numberId, now, windowMs: 120_000 });
        const isUsedUp = limits.some(({ messages }) => counted.length >= messages);
        await this.pause();
        return this.inner.open(isUsedUp || limits.length === 0 ? request : { ...request, limits: noLimit });
      }
    },
  },
  {
    bug: 'a wrong code is judged now and counted late',
    storage: class extends WrappedStorage {
      private readonly macs = new Set<string>();

      override async open(request: OpenSession): Promise<OpenOutcome> {
        for (const { code } of request.bySecret) this.macs.add(code.mac);
        return this.inner.open(request);
      }

      override async submit(request: SubmitCode): Promise<SubmitOutcome> {
        const { bySecret } = request;
        const read = await this.inner.read({
          ...request,
          sessionIds: bySecret.map(({ sessionId }) => sessionId),
        });
        const isWrong = bySecret.every(({ mac }) => !this.macs.has(mac));
        if (!isWrong || read.kind !== 'pending') return this.inner.submit(request);
        void this.pause().then(() => this.inner.submit(request));
        const { sentMessage } = read;
        return sentMessage === undefined ? { kind: 'incorrect' } : { kind: 'incorrect', sentMessage };
      }
    },
  },
  {
    bug: 'two calls are the first success',
    storage: class extends WrappedStorage {
      override async submit(request: SubmitCode): Promise<SubmitOutcome> {
        const sessionIds = request.bySecret.map(({ sessionId }) => sessionId);
        const before = await this.inner.read({ ...request, sessionIds });
        for (let waits = 0; waits < 4; waits += 1) await this.pause();
        const outcome = await this.inner.submit(request);
        if (outcome.kind !== 'validated' || before.kind === 'validated') return outcome;
        return { ...outcome, first: true };
      }
    },
  },
  {
    bug: 'a validation is read, and removed later',
    storage: class extends WrappedStorage {
      override async consume(request: ReadSession): Promise<ReadOutcome> {
        const outcome = await this.inner.read(request);
        await this.pause();
        await this.inner.consume(request);
        return outcome;
      }
    },
  },
  {
    bug: 'a session is read from a copy that is behind',
    storage: class extends WrappedStorage {
      private readonly copies = new Map<string, ReadOutcome>();

      override async read(request: ReadSession): Promise<ReadOutcome> {
        const key = request.sessionIds.join();
        const copy = this.copies.get(key);
        this.copies.set(key, await this.inner.read(request));
        return copy ?? this.inner.read(request);
      }
    },
  },
  {
    bug: 'an allowance is looked at before the message is counted',
    storage: class extends WrappedStorage {
      override async spend(request: SpendAllowance): Promise<SpendOutcome> {
        const { id, now, limits } = request;
        const spent = await this.inner.spentTimes({ id, now, windowMs: 60_000 });
        await this.pause();
        const isUsedUp = limits.some(({ messages }) => spent.length >= messages);
        return this.inner.spend(isUsedUp ? request : { ...request, limits: noLimit });
      }
    },
  },
  {
    bug: 'a count of an allowance is lost when two calls write it at once',
    storage: class extends WrappedStorage {
      private isWriting = false;

      override async spend(request: SpendAllowance): Promise<SpendOutcome> {
        const isOverwritten = this.isWriting;
        this.isWriting = true;
        const outcome = await this.inner.spend(request);
        await this.pause();
        this.isWriting = false;
        if (isOverwritten && outcome.kind === 'spent')
          await this.inner.refund({ id: request.id, spentAt: request.now });
        return outcome;
      }
    },
  },
  {
    bug: 'the outcome of a message is answered as recorded and is not',
    storage: class extends WrappedStorage {
      private settled = 0;

      override async settle(request: SettleMessage): Promise<string | undefined> {
        this.settled += 1;
        return this.settled % 3 === 0 ? undefined : this.inner.settle(request);
      }
    },
  },
  {
    bug: 'the outcome of a message is recorded after it is answered',
    storage: class extends WrappedStorage {
      override async settle(request: SettleMessage): Promise<string | undefined> {
        void this.pause()
          .then(this.pause)
          .then(() => this.inner.settle(request));
        return Promise.resolve(undefined);
      }
    },
  },
  {
    bug: 'a wrong code is counted twice, because the call is made again',
    storage: class extends WrappedStorage {
      override async submit(request: SubmitCode): Promise<SubmitOutcome> {
        await this.inner.submit(request);
        return this.inner.submit(request);
      }
    },
  },
  {
    bug: 'a call that was rejected is taken twice',
    storage: class extends WrappedStorage {
      private spent = 0;

      override async spend(request: SpendAllowance): Promise<SpendOutcome> {
        this.spent += 1;
        if (this.spent % 3 !== 0) return this.inner.spend(request);
        await this.inner.spend(request);
        await this.inner.spend(request);
        throw new StorageUnavailableError('no answer');
      }
    },
  },
  {
    bug: 'a refund is lost',
    storage: class extends WrappedStorage {
      override async refund(): Promise<void> {
        return Promise.resolve();
      }
    },
  },
  {
    bug: 'a number is forgotten after that was answered',
    storage: class extends WrappedStorage {
      override async forget(request: ForgetNumber): Promise<void> {
        void this.pause()
          .then(this.pause)
          .then(() => this.inner.forget(request));
        return Promise.resolve();
      }
    },
  },
  {
    bug: 'the outcome of a message is guessed while it is in flight',
    storage: class extends WrappedStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const outcome = await this.inner.outcomeOf(request);
        return outcome === 'under-way' ? 'sent' : outcome;
      }
    },
  },
  {
    bug: 'a call fails with an error of the driver',
    storage: class extends WrappedStorage {
      override async outcomeOf(): Promise<MessageOutcome> {
        return Promise.reject(new TypeError('no such key'));
      }
    },
  },
];

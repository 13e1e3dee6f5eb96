import type {
  ForgetNumber,
  MessageOutcome,
  OpenOutcome,
  OpenSession,
  ReadMessage,
  ReadMessageTimes,
  ReadOutcome,
  ReadSession,
  ReadSpentTimes,
  SessionStorage,
  SettleMessage,
  SpendAllowance,
  SpendOutcome,
  SubmitCode,
  SubmitOutcome,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import type { Pause } from './raced.js';

/** A memory storage around which a bug can be planted. */
export class WrappedStorage implements SessionStorage {
  readonly name = 'wrapped';
  protected readonly inner = new MemorySessionStorage();

  constructor(protected readonly pause: Pause) {}

  async open(request: OpenSession): Promise<OpenOutcome> {
    return this.inner.open(request);
  }

  async settle(request: SettleMessage): Promise<string | undefined> {
    return this.inner.settle(request);
  }

  async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
    return this.inner.outcomeOf(request);
  }

  async submit(request: SubmitCode): Promise<SubmitOutcome> {
    return this.inner.submit(request);
  }

  async read(request: ReadSession): Promise<ReadOutcome> {
    return this.inner.read(request);
  }

  async consume(request: ReadSession): Promise<ReadOutcome> {
    return this.inner.consume(request);
  }

  async spend(request: SpendAllowance): Promise<SpendOutcome> {
    return this.inner.spend(request);
  }

  async refund(request: { readonly id: string; readonly spentAt: number }): Promise<void> {
    return this.inner.refund(request);
  }

  async forget(request: ForgetNumber): Promise<void> {
    return this.inner.forget(request);
  }

  async release(request: ForgetNumber): Promise<void> {
    return this.inner.release(request);
  }

  async messageTimes(request: ReadMessageTimes): Promise<readonly number[]> {
    return this.inner.messageTimes(request);
  }

  async spentTimes(request: ReadSpentTimes): Promise<readonly number[]> {
    return this.inner.spentTimes(request);
  }

  async ready(): Promise<void> {
    return this.inner.ready();
  }
}

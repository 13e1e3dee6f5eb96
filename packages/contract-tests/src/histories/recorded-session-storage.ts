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
import type { RefundAllowance, SessionCall } from '../session-storage/session-call.js';

type Record = <Answer>(call: SessionCall, make: () => Promise<Answer>) => Promise<Answer>;

/** Does as another storage does, and has each call recorded. */
export class RecordedSessionStorage implements SessionStorage {
  readonly name: string;

  constructor(
    private readonly storage: SessionStorage,
    private readonly record: Record,
  ) {
    this.name = storage.name;
  }

  open(request: OpenSession): Promise<OpenOutcome> {
    return this.record({ to: 'open', request }, () => this.storage.open(request));
  }

  settle(request: SettleMessage): Promise<string | undefined> {
    return this.record({ to: 'settle', request }, () => this.storage.settle(request));
  }

  outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
    return this.record({ to: 'outcomeOf', request }, () => this.storage.outcomeOf(request));
  }

  submit(request: SubmitCode): Promise<SubmitOutcome> {
    return this.record({ to: 'submit', request }, () => this.storage.submit(request));
  }

  read(request: ReadSession): Promise<ReadOutcome> {
    return this.record({ to: 'read', request }, () => this.storage.read(request));
  }

  consume(request: ReadSession): Promise<ReadOutcome> {
    return this.record({ to: 'consume', request }, () => this.storage.consume(request));
  }

  spend(request: SpendAllowance): Promise<SpendOutcome> {
    return this.record({ to: 'spend', request }, () => this.storage.spend(request));
  }

  refund(request: RefundAllowance): Promise<void> {
    return this.record({ to: 'refund', request }, () => this.storage.refund(request));
  }

  forget(request: ForgetNumber): Promise<void> {
    return this.record({ to: 'forget', request }, () => this.storage.forget(request));
  }

  release(request: ForgetNumber): Promise<void> {
    return this.record({ to: 'release', request }, () => this.storage.release(request));
  }

  messageTimes(request: ReadMessageTimes): Promise<readonly number[]> {
    return this.record({ to: 'messageTimes', request }, () => this.storage.messageTimes(request));
  }

  spentTimes(request: ReadSpentTimes): Promise<readonly number[]> {
    return this.record({ to: 'spentTimes', request }, () => this.storage.spentTimes(request));
  }

  /** Not recorded: it is no step. */
  ready(): Promise<void> {
    return this.storage.ready();
  }
}

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
import type { RefundAllowance, SessionCall } from './session-call.js';

/** What is done about a call of another storage, which `make` makes. */
export type AroundCall = <Answer>(call: SessionCall, make: () => Promise<Answer>) => Promise<Answer>;

/** Does as another storage does, with something around each call: its record, a comparison, a bug. */
export class SessionStorageAround implements SessionStorage {
  readonly name: string;

  constructor(
    protected readonly inner: SessionStorage,
    private readonly around: AroundCall,
  ) {
    this.name = inner.name;
  }

  open(request: OpenSession): Promise<OpenOutcome> {
    return this.around({ to: 'open', request }, () => this.inner.open(request));
  }

  settle(request: SettleMessage): Promise<string | undefined> {
    return this.around({ to: 'settle', request }, () => this.inner.settle(request));
  }

  outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
    return this.around({ to: 'outcomeOf', request }, () => this.inner.outcomeOf(request));
  }

  submit(request: SubmitCode): Promise<SubmitOutcome> {
    return this.around({ to: 'submit', request }, () => this.inner.submit(request));
  }

  read(request: ReadSession): Promise<ReadOutcome> {
    return this.around({ to: 'read', request }, () => this.inner.read(request));
  }

  consume(request: ReadSession): Promise<ReadOutcome> {
    return this.around({ to: 'consume', request }, () => this.inner.consume(request));
  }

  spend(request: SpendAllowance): Promise<SpendOutcome> {
    return this.around({ to: 'spend', request }, () => this.inner.spend(request));
  }

  refund(request: RefundAllowance): Promise<void> {
    return this.around({ to: 'refund', request }, () => this.inner.refund(request));
  }

  forget(request: ForgetNumber): Promise<void> {
    return this.around({ to: 'forget', request }, () => this.inner.forget(request));
  }

  release(request: ForgetNumber): Promise<void> {
    return this.around({ to: 'release', request }, () => this.inner.release(request));
  }

  messageTimes(request: ReadMessageTimes): Promise<readonly number[]> {
    return this.around({ to: 'messageTimes', request }, () => this.inner.messageTimes(request));
  }

  spentTimes(request: ReadSpentTimes): Promise<readonly number[]> {
    return this.around({ to: 'spentTimes', request }, () => this.inner.spentTimes(request));
  }

  /** Nothing is around it: it is no step. */
  ready(): Promise<void> {
    return this.inner.ready();
  }
}

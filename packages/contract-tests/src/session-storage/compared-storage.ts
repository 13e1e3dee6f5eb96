import type {
  ForgetNumber,
  MessageOutcome,
  OpenOutcome,
  OpenSession,
  ReadMessage,
  ReadOutcome,
  ReadMessageTimes,
  ReadSession,
  ReadSpentTimes,
  SessionStorage,
  SettleMessage,
  SpendAllowance,
  SpendOutcome,
  SubmitCode,
  SubmitOutcome,
} from '@threepid/core';
import { expect } from 'chai';

/** Asks two storages the same and fails where their answers differ. Answers what the first did. */
export class ComparedStorage implements SessionStorage {
  readonly name: string;

  constructor(
    private readonly tested: SessionStorage,
    private readonly model: SessionStorage,
  ) {
    this.name = tested.name;
  }

  async open(request: OpenSession): Promise<OpenOutcome> {
    return this.same('open', await this.tested.open(request), await this.model.open(request));
  }

  async settle(request: SettleMessage): Promise<string | undefined> {
    return this.same('settle', await this.tested.settle(request), await this.model.settle(request));
  }

  async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
    return this.same('outcomeOf', await this.tested.outcomeOf(request), await this.model.outcomeOf(request));
  }

  async submit(request: SubmitCode): Promise<SubmitOutcome> {
    return this.same('submit', await this.tested.submit(request), await this.model.submit(request));
  }

  async read(request: ReadSession): Promise<ReadOutcome> {
    return this.same('read', await this.tested.read(request), await this.model.read(request));
  }

  async consume(request: ReadSession): Promise<ReadOutcome> {
    return this.same('consume', await this.tested.consume(request), await this.model.consume(request));
  }

  async spend(request: SpendAllowance): Promise<SpendOutcome> {
    return this.same('spend', await this.tested.spend(request), await this.model.spend(request));
  }

  async refund(request: { readonly id: string; readonly spentAt: number }): Promise<void> {
    await this.tested.refund(request);
    await this.model.refund(request);
  }

  async forget(request: ForgetNumber): Promise<void> {
    await this.tested.forget(request);
    await this.model.forget(request);
  }

  async release(request: ForgetNumber): Promise<void> {
    await this.tested.release(request);
    await this.model.release(request);
  }

  async messageTimes(request: ReadMessageTimes): Promise<readonly number[]> {
    const [tested, model] = [await this.tested.messageTimes(request), await this.model.messageTimes(request)];
    return this.same('messageTimes', tested, model);
  }

  async spentTimes(request: ReadSpentTimes): Promise<readonly number[]> {
    return this.same(
      'spentTimes',
      await this.tested.spentTimes(request),
      await this.model.spentTimes(request),
    );
  }

  async ready(): Promise<void> {
    await this.tested.ready();
  }

  private same<Outcome>(call: string, actual: Outcome, expected: Outcome): Outcome {
    expect(actual, `what ${call} answers`).to.deep.equal(expected);
    return actual;
  }
}

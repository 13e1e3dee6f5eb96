import {
  balanceAt,
  chargedGroups,
  group,
  Ledger,
  StorageUnavailableError,
  type Balance,
  type BalanceStorage,
  type BalanceTable,
  type ChargeRequest,
  type ForgetBalances,
  type GroupKind,
  type GroupTerms,
  type GuardDecision,
  type ReadBalances,
  type RefundRequest,
  type ReturnRequest,
} from '@threepid/core';

/** The simplest storage that the suite finds nothing in: a table that forgets nothing. */
export class TableStorage implements BalanceStorage {
  readonly name = 'table';
  protected balances = new Map<string, Balance>();

  charge(request: ChargeRequest): Promise<GuardDecision> {
    return Promise.resolve(this.ledger(request).decide(request.message, request.proved));
  }

  payBack(request: ReturnRequest): Promise<void> {
    this.ledger(request).payBack(request.message);
    return Promise.resolve();
  }

  refund(request: RefundRequest): Promise<void> {
    this.ledger(request).refund(request.message, request.kept);
    return Promise.resolve();
  }

  forget({ country, number }: ForgetBalances): Promise<void> {
    const starts = [group('number', country, number).key, group('pair', country, number).key];
    for (const key of this.balances.keys())
      if (starts.some((start) => key.startsWith(start))) this.balances.delete(key);
    return Promise.resolve();
  }

  read({ groups }: ReadBalances): Promise<readonly (Balance | undefined)[]> {
    return Promise.resolve(groups.map(({ key }) => this.balances.get(key)));
  }

  protected ledger({ terms, now }: Pick<ReturnRequest, 'terms' | 'now'>): Ledger {
    return new Ledger(terms, this.table(now), now);
  }

  protected table(_now: number): BalanceTable {
    return this.balances;
  }

  /** Changes the balance of each group that a stranger's message belongs to. */
  protected changeEach(
    { message, terms, now }: ChargeRequest,
    change: (kind: GroupKind, balance: Balance, terms: GroupTerms) => Balance,
  ): void {
    for (const { kind, key } of chargedGroups({ ...message, lane: 'nobody', all: true })) {
      const balance = balanceAt(this.balances.get(key), terms[kind], now);
      this.balances.set(key, change(kind, balance, terms[kind]));
    }
  }

  /** Looks, lets others act, and then acts on what it saw. */
  protected async lately<Outcome>(act: () => Promise<Outcome>): Promise<Outcome> {
    const seen = new Map(this.balances);
    await Promise.resolve();
    this.balances = seen;
    return act();
  }
}

/** A storage that can't be reached. */
export class UnreachableStorage extends TableStorage {
  override charge(_request: ChargeRequest): Promise<GuardDecision> {
    return Promise.reject(new StorageUnavailableError('gone'));
  }

  override payBack(_request: ReturnRequest): Promise<void> {
    return Promise.reject(new StorageUnavailableError('gone'));
  }

  override refund(_request: RefundRequest): Promise<void> {
    return Promise.reject(new StorageUnavailableError('gone'));
  }
  override forget(_request: ForgetBalances): Promise<void> {
    return Promise.reject(new StorageUnavailableError('gone'));
  }
  override read(_request: ReadBalances): Promise<readonly (Balance | undefined)[]> {
    return Promise.reject(new StorageUnavailableError('gone'));
  }
}

import {
  group,
  Ledger,
  type Balance,
  type ChargeRequest,
  type ForgetBalances,
  type GuardDecision,
  type GuardTerms,
  type ReadBalances,
  type ReturnRequest,
} from '@threepid/core';

/** The balances as the ledger of the core keeps them, one call after the other. */
export class ReferenceBalances {
  private readonly balances = new Map<string, Balance>();

  charge({ message, proved, terms, now }: ChargeRequest): GuardDecision {
    return this.ledger(terms, now).decide(message, proved);
  }

  payBack({ message, terms, now }: ReturnRequest): void {
    this.ledger(terms, now).payBack(message);
  }

  refund({ message, terms, now }: ReturnRequest): void {
    this.ledger(terms, now).refund(message);
  }

  forget({ country, number }: ForgetBalances): void {
    const [ofNumber, ofPairs] = [group('number', country, number).key, group('pair', country, number).key];
    for (const key of this.balances.keys())
      if (key === ofNumber || key.startsWith(ofPairs)) this.balances.delete(key);
  }

  read({ groups }: ReadBalances): readonly (Balance | undefined)[] {
    return groups.map(({ key }) => this.balances.get(key));
  }

  private ledger(terms: GuardTerms, now: number): Ledger {
    return new Ledger(terms, this.balances, now);
  }
}

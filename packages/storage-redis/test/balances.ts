import { randomBytes } from 'node:crypto';
import {
  chargedGroups,
  defaultGuardTerms,
  Ledger,
  type Balance,
  type ChargedMessage,
  type ChargeRequest,
  type GroupKind,
  type GroupTerms,
  type GuardDecision,
  type GuardTerms,
  type MessageGroups,
  type ReturnRequest,
} from '@threepid/core';
import { Command, type Cluster, type Redis } from 'ioredis';
import { BalanceKeys } from '../dist/balance-keys.js';

/** When the tests begin, Unix ms. */
export const t0 = Date.now();

export function newId(): string {
  return randomBytes(6).toString('base64url');
}

/** A message whose groups are all new but for the country. */
export function newMessage(changes: Partial<MessageGroups> = {}): MessageGroups {
  return {
    country: 'GB',
    number: newId(),
    block: newId(),
    caller: { address: newId(), network: newId(), everywhere: newId() },
    ...changes,
  };
}

export function chargeRequest(changes: Partial<ChargeRequest> = {}): ChargeRequest {
  return { message: newMessage(), proved: false, terms: defaultGuardTerms, now: t0, ...changes };
}

/** What pays a message back, or refunds it. */
export function returnRequest(charged: ChargedMessage, changes: Partial<ReturnRequest> = {}): ReturnRequest {
  return { message: charged, terms: defaultGuardTerms, now: t0, ...changes };
}

/** The message of a decision that must have been to allow it. */
export function allowed(decision: GuardDecision): ChargedMessage {
  if (decision.kind === 'allow') return decision.charged;
  throw new Error(`the group ${decision.short} is short`);
}

export function termsWith(changes: Readonly<Partial<Record<GroupKind, Partial<GroupTerms>>>>): GuardTerms {
  const terms: Record<GroupKind, GroupTerms> = { ...defaultGuardTerms };
  for (const kind of kinds) terms[kind] = { ...defaultGuardTerms[kind], ...changes[kind] };
  return terms;
}

/** The same terms for every kind. */
export function equalTerms(terms: GroupTerms): GuardTerms {
  return termsWith(Object.fromEntries(kinds.map((kind) => [kind, terms])));
}

const kinds = Object.keys(defaultGuardTerms) as readonly GroupKind[];

/** The balances as the ledger keeps them, one call after the other. */
export class ModelBalances {
  readonly balances = new Map<string, Balance>();

  charge({ message, proved, terms, now }: ChargeRequest): GuardDecision {
    return this.ledger(terms, now).decide(message, proved);
  }

  payBack({ message, terms, now }: ReturnRequest): void {
    this.ledger(terms, now).payBack(message);
  }

  refund({ message, terms, now }: ReturnRequest): void {
    this.ledger(terms, now).refund(message);
  }

  private ledger(terms: GuardTerms, now: number): Ledger {
    return new Ledger(terms, this.balances, now);
  }
}

/** Where the balances of a message's groups are, by the ledger's keys. */
export function placesOf(message: ChargedMessage, prefix = '3p:'): ReadonlyMap<string, Buffer> {
  const places = new BalanceKeys(prefix).ofCharged(message, true).flat();
  return new Map(
    chargedGroups(message).map(({ key }, index) => [key, Buffer.from(places[index]?.key ?? '', 'latin1')]),
  );
}

/** The stored balances of a message's groups, by the ledger's keys: read past the storage, from the bytes. */
export async function storedBalances(
  redis: Redis | Cluster,
  message: ChargedMessage,
  prefix?: string,
): Promise<ReadonlyMap<string, Balance | undefined>> {
  const read = Array.from(placesOf(message, prefix), async ([key, place]) => {
    return [key, await storedBalance(redis, place)] as const;
  });
  return new Map(await Promise.all(read));
}

async function storedBalance(redis: Redis | Cluster, key: Buffer): Promise<Balance | undefined> {
  const command = new Command('get', [key], { replyEncoding: null });
  redis.sendCommand(command);
  const bytes = (await command.promise) as Buffer | null;
  if (bytes === null) return undefined;
  const amount = bytes.readUInt8(0) * 2 ** 48 + bytes.readUIntBE(1, 6);
  return { amount, at: bytes.readUIntBE(7, 6) };
}

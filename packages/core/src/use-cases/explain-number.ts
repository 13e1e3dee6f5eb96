import { ClientAllowance, type ClientLimit } from '../allowances/client-allowance.js';
import { blockOf, blockTable } from '../defaults/current-blocks.js';
import { countedLimits, widestWindow, type CountedLimit } from '../domain/counted-limit.js';
import type { SecretKeys } from '../domain/keyring.js';
import type { NumberType, PhoneNumber } from '../domain/phone-number.js';
import { internationalNumber } from '../domain/requested-number.js';
import { numberIdentityOf } from '../domain/session-identity.js';
import type { SessionRules } from '../domain/session-rules.js';
import type { TestNumberKind, TestNumbers } from '../domain/test-numbers.js';
import { inject, injectable, tokens } from '../injection.js';
import { GuardOutlooks, type GuardOutlook } from '../outlook/guard-outlook.js';
import { MoneyOutlooks, type MoneyOutlook } from '../outlook/money-outlook.js';
import type { BlockStorage } from '../ports/block-storage.js';
import type { Clock } from '../ports/clock.js';
import type { SendPolicy, SendVerdict } from '../ports/send-policy.js';
import type { SessionStorage } from '../ports/session-storage.js';
import { blockedDestination, type BlockedDestination } from './list-blocks.js';

/** Other facts about a request. */
export interface ExplainNumberInput {
  /** The address that asks. Undefined: its limits and balances aren't looked at, as for a caller whose address isn't known. */
  readonly clientAddress?: string | undefined;
}

/**
 * The decision on a request for a message. The `rule` is that of `RefusedEvent`: the first that refuses. `number` is one
 * of its own: the number is in no numbering plan.
 */
export type MessageDecision =
  | { readonly kind: 'allow' }
  | { readonly kind: 'refuse'; readonly rule: string }
  | { readonly kind: 'delay' | 'challenge'; readonly rule: string; readonly retryAfterMs: number };

/** The decision on a message to a number, and its reasons. */
export interface NumberExplanation {
  readonly decision: MessageDecision;
  /** ISO 3166-1 alpha-2; undefined for a number that belongs to no country. */
  readonly country: string | undefined;
  readonly numberType: NumberType;
  /** A test number, to which no provider sends anything; undefined for all others. */
  readonly testNumber: TestNumberKind['kind'] | undefined;
  /** The block that it is under, if there is one. */
  readonly block: BlockedDestination | undefined;
  /** Fixed limits of the number. */
  readonly numberLimits: readonly CountedLimit[];
  /** Fixed limits of the address, and of the address and the number together. */
  readonly clientLimits: readonly ClientLimit[];
  /** Undefined without a guard. */
  readonly guard: GuardOutlook | undefined;
  readonly money: MoneyOutlook;
}

/** The facts by which it is decided. */
interface Findings extends Omit<NumberExplanation, 'decision'> {
  readonly isValid: boolean;
  readonly destination: SendVerdict;
}

/**
 * Explains what would be decided now on a new request for a message to a number. By the same rules and in the same order as a
 * request, and without changing anything.
 */
@injectable()
export class ExplainNumber {
  constructor(
    @inject(ClientAllowance) private readonly allowance: ClientAllowance,
    @inject(GuardOutlooks) private readonly guard: GuardOutlooks,
    @inject(MoneyOutlooks) private readonly money: MoneyOutlooks,
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.blockStorage) private readonly blocks: BlockStorage | undefined,
    @inject(tokens.destinationPolicy) private readonly destinations: SendPolicy | undefined,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.indexKeys) private readonly indexKeys: SecretKeys,
    @inject(tokens.testNumbers) private readonly testNumbers: TestNumbers,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /**
   * @param phoneNumber E.164 with the `+`.
   * @throws MatrixError `M_INVALID_PARAM`.
   * @throws StorageUnavailableError
   */
  async execute(phoneNumber: string, { clientAddress }: ExplainNumberInput = {}): Promise<NumberExplanation> {
    const now = this.clock.now();
    const number = internationalNumber(phoneNumber);
    const { isValid, destination, ...found } = await this.find(number, clientAddress, now);
    return { decision: decide({ isValid, destination, ...found }), ...found };
  }

  private async find(number: PhoneNumber, clientAddress: string | undefined, now: number): Promise<Findings> {
    const { msisdn, country, type: numberType } = number;
    const test = this.testNumbers(number, now);
    const asking = {
      clientAddress,
      msisdn: test?.kind === 'configured' ? undefined : msisdn,
      isLookup: false,
      now,
    };
    const [block, numberLimits, clientLimits, guard, money, destination] = await Promise.all([
      this.blockOf(number, now),
      this.limitsOf(msisdn, now),
      this.allowance.look(asking),
      this.guard.of({ msisdn, country, clientAddress }, now),
      this.money.of(country, now),
      this.judge(number, clientAddress, now),
    ]);
    const isValid = number.valid || test !== undefined;
    const testNumber = test?.kind;
    return {
      country,
      numberType,
      testNumber,
      isValid,
      block,
      numberLimits,
      clientLimits,
      guard,
      money,
      destination,
    };
  }

  private async limitsOf(msisdn: string, now: number): Promise<readonly CountedLimit[]> {
    const { perNumber } = this.rules.limits;
    if (perNumber.length === 0) return [];
    const number = numberIdentityOf(this.indexKeys, msisdn);
    const times = await this.storage.messageTimes({ ...number, windowMs: widestWindow(perNumber), now });
    return countedLimits(perNumber, times, now);
  }

  private async blockOf(
    { msisdn, country }: PhoneNumber,
    now: number,
  ): Promise<BlockedDestination | undefined> {
    const blocks = (await this.blocks?.list({ now })) ?? [];
    const found = blockOf(blockTable(blocks), { msisdn, country, now });
    return found && blockedDestination(found);
  }

  /** A policy of the host isn't asked: it may count that. */
  private judge(
    { msisdn, country, type: numberType }: PhoneNumber,
    clientAddress: string | undefined,
    now: number,
  ): SendVerdict | Promise<SendVerdict> {
    if (this.destinations === undefined) return { kind: 'allow' };
    const candidate = {
      msisdn,
      country,
      numberType,
      purpose: 'verify',
      clientAddress,
      proved: false,
      now,
    } as const;
    return this.destinations.judge(candidate);
  }
}

/** The first rule that refuses, in the order in which a request meets them. */
function decide(found: Findings): MessageDecision {
  if (!found.isValid) return { kind: 'refuse', rule: 'number' };
  const ofClient = longestWait(found.clientLimits);
  if (ofClient !== undefined)
    return { kind: 'delay', rule: ofClient.rule, retryAfterMs: ofClient.retryAfterMs };
  const judged = found.testNumber === undefined ? judge(found) : undefined;
  if (judged !== undefined) return judged;
  const ofNumber = longestWait(found.numberLimits);
  if (ofNumber === undefined) return { kind: 'allow' };
  return { kind: 'delay', rule: 'limit.number', retryAfterMs: ofNumber.retryAfterMs };
}

/** The judgment on a message that costs something. */
function judge({ block, destination, guard, money }: Findings): MessageDecision | undefined {
  if (block !== undefined) return { kind: 'refuse', rule: 'blocked' };
  if (destination.kind === 'refuse') return { kind: 'refuse', rule: destination.rule ?? 'policy' };
  if (guard?.mode === 'enforce' && guard.refusal !== undefined) {
    const { canProve, ...refusal } = guard.refusal;
    return { kind: canProve ? 'challenge' : 'delay', ...refusal };
  }
  const short = money.budgets.find(({ retryAfterMs }) => retryAfterMs > 0);
  return short && { kind: 'delay', rule: `budget.${short.budget}`, retryAfterMs: short.retryAfterMs };
}

/** The limit that allows a message last, if one doesn't now; the first of several. */
function longestWait<Limit extends CountedLimit>(limits: readonly Limit[]): Limit | undefined {
  const waiting = limits.filter(({ retryAfterMs }) => retryAfterMs > 0);
  const longest = Math.max(...waiting.map(({ retryAfterMs }) => retryAfterMs));
  return waiting.find(({ retryAfterMs }) => retryAfterMs === longest);
}

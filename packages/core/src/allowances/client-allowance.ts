import { countedAddress, type CountedAddress } from '../domain/client-address.js';
import { countedLimits, widestWindow, type CountedLimit } from '../domain/counted-limit.js';
import type { SecretKeys } from '../domain/keyring.js';
import type { MessageLimit } from '../domain/message-limit.js';
import {
  clientAddressIdsOf,
  deliveryAddressIdsOf,
  deliveryBlockIdOf,
  deliveryPairIdOf,
  lookupIdsOf,
  numberAndAddressIdOf,
  relaysIdOf,
} from '../domain/session-identity.js';
import type { SessionRules } from '../domain/session-rules.js';
import { MatrixError } from '../errors/matrix-error.js';
import { inject, injectable, tokens } from '../injection.js';
import { linked, type RequestRecord } from '../log/request-record.js';
import type { Logger } from '../ports/logger.js';
import type { SessionStorage } from '../ports/session-storage.js';

/** A client that requests a message, and the number. */
export interface ClientAsking {
  /** Undefined: not counted. */
  readonly clientAddress: string | undefined;
  /** Undefined: what the address asks for this number is not counted. */
  readonly msisdn: string | undefined;
  /** True if the client is told whether the number has an account, or has another server send the message. */
  readonly isLookup: boolean;
  /** True if another server sends the message: the number is counted here then, also if the client isn't. */
  readonly isRelay?: boolean;
  /** True if another product makes and judges the code: then other limits count, by themselves. */
  readonly isDelivery?: boolean;
  readonly record?: RequestRecord | undefined;
  readonly now: number;
}

/** What gives back a message that was counted. Neither rejects. */
export interface Refunds {
  /** Refunds the message wherever it was counted: none was sent. */
  readonly refund: () => Promise<void>;
  /** Refunds the number alone: the address stays charged for what it asked of a provider that fails. */
  readonly refundForNumber: () => Promise<void>;
}

/** A limit of a client, and what it counts now. */
export interface ClientLimit extends CountedLimit {
  /** As in `RefusedEvent`. */
  readonly rule: string;
}

/** The result of counting a client's message: it is counted, or the client has no messages left. */
export type SpentAllowance =
  | (Refunds & {
      readonly kind: 'spent';
      /**
       * Charges the address for an answer, such as whether a number has an account. Once answered, the address stays
       * charged, whatever the answer is and whatever comes after, so that nobody can ask endlessly. If it fails on our
       * side, the message is refunded.
       */
      readonly pay: <Result>(
        step: () => Promise<Result>,
      ) => Promise<{ readonly result: Result; readonly refund: () => Promise<void> }>;
    })
  | {
      readonly kind: 'limited';
      /** As in `SendVerdict`: of the limit that lasts longest. */
      readonly rule: string;
      readonly retryAfterMs: number;
    };

interface Allowance {
  readonly id: string;
  /** Default: that of the client. */
  readonly rule?: string;
  readonly limits: readonly MessageLimit[];
  readonly isForNumber?: true;
}

/** The messages that a client may request: by its address, by its networks, and for one number. */
@injectable()
export class ClientAllowance {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.indexKeys) private readonly indexKeys: SecretKeys,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * Counts a message against a client. All its allowances are spent at the same time, each atomically; if one is used
   * up, the others are refunded, so that calls that race may be refused one too many, and never one too few.
   *
   * @throws StorageUnavailableError
   */
  async spend(asking: ClientAsking): Promise<SpentAllowance> {
    const { now, record } = asking;
    const allowances = this.allowancesOf(asking);
    // With the guard, most clients have no limits but its.
    if (allowances.length === 0) return unlimited;
    const outcomes = await Promise.allSettled(
      allowances.map(async ({ id, limits }) => this.storage.spend({ id, limits, now })),
    );
    const spent = allowances.filter((_, index) => isSpent(outcomes[index]));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    const waits = outcomes.map(waitOf);
    if (spent.length === allowances.length) {
      const refund = async (): Promise<void> => this.refund(spent, now, record);
      const refundForNumber = async (): Promise<void> => this.refund(spent.filter(isForNumber), now, record);
      return {
        kind: 'spent',
        refund,
        refundForNumber,
        pay: async (step) => ({ result: await paid(step, refund), refund: refundForNumber }),
      };
    }
    await this.refund(spent, now, record);
    if (failed !== undefined) throw failed.reason;
    this.logger.info(linked(record?.id, {}), 'message limit of a client reached');
    const retryAfterMs = Math.max(...waits);
    const { rule = 'limit.client' } = allowances[waits.indexOf(retryAfterMs)] ?? {};
    return { kind: 'limited', rule, retryAfterMs };
  }

  /**
   * Reads what the limits of a client count, and changes nothing.
   *
   * @throws StorageUnavailableError
   */
  async look(asking: ClientAsking): Promise<readonly ClientLimit[]> {
    const { now } = asking;
    const looked = this.allowancesOf(asking).map(async ({ id, limits, rule = 'limit.client' }) => {
      const times = await this.storage.spentTimes({ id, windowMs: widestWindow(limits), now });
      return countedLimits(limits, times, now).map((limit) => ({ ...limit, rule }));
    });
    return (await Promise.all(looked)).flat();
  }

  private allowancesOf(asking: ClientAsking): readonly Allowance[] {
    if (asking.isDelivery === true) return this.ofDelivery(asking);
    const { clientAddress, msisdn, isLookup, isRelay = false } = asking;
    return [
      ...this.messagesOf(clientAddress),
      ...(isLookup ? this.lookupsOf(clientAddress) : []),
      ...(msisdn === undefined ? [] : this.ofNumber(msisdn, clientAddress, isRelay)),
    ];
  }

  private ofDelivery({ clientAddress, msisdn }: ClientAsking): readonly Allowance[] {
    const { perAddress, perSite, perNetwork, perBlock, perNumberAndAddress } = this.rules.deliveryLimits;
    const ofAddress = limited([perAddress, perSite, perNetwork], () =>
      deliveryAddressIdsOf(this.indexKeys, clientAddress),
    );
    if (msisdn === undefined) return ofAddress;
    const counted = countedAddress(clientAddress);
    const pairIds =
      counted === undefined
        ? []
        : [deliveryPairIdOf(this.indexKeys, msisdn, counted.network ?? counted.address)];
    const ofNumber = [
      ...limited([perBlock], () => [deliveryBlockIdOf(this.indexKeys, msisdn)]).map(ofBlock),
      ...limited([perNumberAndAddress], () => pairIds),
    ].map((allowance) => ({ ...allowance, isForNumber: true as const }));
    return [...ofAddress, ...ofNumber];
  }

  private ofNumber(
    msisdn: string,
    clientAddress: string | undefined,
    isRelay: boolean,
  ): readonly Allowance[] {
    const { perNumberAndAddress } = isRelay ? this.rules.relayLimits : this.rules.limits;
    const counted = countedAddress(clientAddress);
    const ofPair = counted === undefined ? [] : this.ofPair(msisdn, counted, perNumberAndAddress);
    return isRelay ? [...this.ofRelays(msisdn), ...ofPair] : ofPair;
  }

  private ofPair(
    msisdn: string,
    { address, network }: CountedAddress,
    limits: readonly MessageLimit[],
  ): readonly Allowance[] {
    if (limits.length === 0) return [];
    // By the widest network: the owner of a /48 has 65,536 networks to call from.
    const id = numberAndAddressIdOf(this.indexKeys, msisdn, network ?? address);
    return [{ id, limits, isForNumber: true }];
  }

  private ofRelays(msisdn: string): readonly Allowance[] {
    const { perNumber: limits } = this.rules.relayLimits;
    if (limits.length === 0) return [];
    return [{ id: relaysIdOf(this.indexKeys, msisdn), limits, isForNumber: true, rule: 'limit.number' }];
  }

  private messagesOf(clientAddress: string | undefined): readonly Allowance[] {
    const { perAddress, perSite, perNetwork } = this.rules.limits;
    const limits = [perAddress, perSite, perNetwork];
    return limited(limits, () => clientAddressIdsOf(this.indexKeys, clientAddress));
  }

  private lookupsOf(clientAddress: string | undefined): readonly Allowance[] {
    const { lookupsPerAddress, lookupsPerSite, lookupsPerNetwork } = this.rules.limits;
    const limits = [lookupsPerAddress, lookupsPerSite, lookupsPerNetwork];
    return limited(limits, () => lookupIdsOf(this.indexKeys, clientAddress));
  }

  private async refund(
    allowances: readonly Allowance[],
    spentAt: number,
    record: RequestRecord | undefined,
  ): Promise<void> {
    try {
      await Promise.all(allowances.map(async ({ id }) => this.storage.refund({ id, spentAt })));
    } catch (err) {
      this.logger.warn(
        linked(record?.id, { err }),
        'a message that was not sent stays counted against its client',
      );
    }
  }
}

const unlimited: SpentAllowance = {
  kind: 'spent',
  refund: nothing,
  refundForNumber: nothing,
  pay: async (step) => ({ result: await step(), refund: nothing }),
};

async function nothing(): Promise<void> {
  // Nothing was counted.
}

/** The allowances that are limited. Without limits, no ids are made: with the guard, most calls have none. */
function limited(
  limitsByWidth: readonly (readonly MessageLimit[])[],
  idsOf: () => readonly string[],
): readonly Allowance[] {
  if (limitsByWidth.every((limits) => limits.length === 0)) return [];
  return idsOf().flatMap((id, width) => {
    const { [width]: limits = [] } = limitsByWidth;
    return limits.length === 0 ? [] : [{ id, limits }];
  });
}

async function paid<Result>(step: () => Promise<Result>, refund: () => Promise<void>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof MatrixError && error.status < 500)) await refund();
    throw error;
  }
}

type SpendResult = PromiseSettledResult<Awaited<ReturnType<SessionStorage['spend']>>>;

function isSpent(result: SpendResult | undefined): boolean {
  return result?.status === 'fulfilled' && result.value.kind === 'spent';
}

function waitOf(result: SpendResult): number {
  return result.status === 'fulfilled' && result.value.kind === 'limited' ? result.value.retryAfterMs : 0;
}

function ofBlock(allowance: Allowance): Allowance {
  return { ...allowance, rule: 'limit.block' };
}

function isForNumber(allowance: Allowance): boolean {
  return allowance.isForNumber === true;
}

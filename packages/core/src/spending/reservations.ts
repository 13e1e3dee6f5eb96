import { calendarDayOf } from '../domain/calendar-day.js';
import { noCountry } from '../domain/phone-number.js';
import type { SpendingRules } from '../guard/spending-rules.js';
import { inject, injectable, tokens } from '../injection.js';
import { linked, type RequestRecord } from '../log/request-record.js';
import type { Logger } from '../ports/logger.js';
import type { MessageChannel } from '../ports/sms-sender.js';
import type {
  BudgetName,
  ReserveMessage,
  ReserveOutcome,
  SpendingStorage,
} from '../ports/spending-storage.js';
import { crossedSharesOf } from './crossed-shares.js';

/**
 * The money for one message to one country. Only `Reservations` makes one, only the `Reservations` that made it takes it, and only
 * once.
 */
export interface Reservation {
  readonly request: ReserveMessage;
}

/** What the price of a message depends on, and when it is sent. */
export interface PricedMessage {
  /** Undefined for a number of no country. */
  readonly country: string | undefined;
  /** Default: `sms`. */
  readonly channel?: MessageChannel;
  /** Each costs as much as a message. Default: 1. */
  readonly segments?: number;
  readonly record?: RequestRecord | undefined;
  readonly now: number;
}

/** The answer to a message that is to be sent. */
export type ReservedMessage =
  | { readonly kind: 'reserved'; readonly reservation: Reservation }
  /** A budget is used up until then. */
  | { readonly kind: 'short'; readonly budget: BudgetName; readonly retryAfterMs: number };

/** `used`: a sender has the message, or had it. `unsent`: it has certainly not sent it. */
type State = 'held' | 'used' | 'unsent' | 'released';

/** Known by its class, which this module doesn't export, and by its owner. Copies are neither. */
class OwnReservation implements Reservation {
  state: State = 'held';

  constructor(
    readonly request: ReserveMessage,
    readonly owner: Reservations,
    readonly record: RequestRecord | undefined,
  ) {}
}

/**
 * The money of messages. It is the hard stop behind every other rule: `MessageDelivery` passes no message to a paid sender without
 * a reservation, and no reservation is made above a budget, whatever the mode of the guard and whoever's policy allows it.
 */
@injectable()
export class Reservations {
  constructor(
    @inject(tokens.spendingStorage) private readonly storage: SpendingStorage | undefined,
    @inject(tokens.spendingRules) private readonly rules: SpendingRules,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /** True if a budget may refuse messages to a country. Else their price is only counted. */
  hasBudget(country: string | undefined): boolean {
    return (this.rules.total ?? this.rules.budgetOf(country ?? noCountry)) !== undefined;
  }

  /**
   * Reserves the price of a message.
   *
   * @throws StorageUnavailableError; no message may be sent then.
   */
  async reserve(message: PricedMessage): Promise<ReservedMessage> {
    const request = this.requestOf(message);
    const { record } = message;
    // Without a storage there are no budgets: the options are checked.
    const outcome = await this.storage?.reserve(request);
    if (outcome?.kind === 'short') return this.refuse(request, outcome.budget, record);
    if (outcome !== undefined) this.logCrossed(request, outcome, record);
    return { kind: 'reserved', reservation: new OwnReservation(request, this, record) };
  }

  /**
   * Uses a reservation up, for one message to its country.
   *
   * @throws TypeError if it isn't one, is another framework's, is used or released already, or is for another country.
   */
  use(reservation: Reservation | undefined, country: string | undefined): void {
    const own = this.ownOf(reservation);
    if (own?.state !== 'held' || own.request.country !== (country ?? noCountry))
      throw new TypeError('threepid: a message needs a reservation of its own, and had none');
    own.state = 'used';
  }

  /** The message of a used reservation was certainly not sent, so that it may be released. */
  markUnsent(reservation: Reservation): void {
    const own = this.ownOf(reservation);
    if (own?.state === 'used') own.state = 'unsent';
  }

  /** Gives back what was reserved; once, and only if no message was or may have been sent. Never rejects. */
  async release(reservation: Reservation | undefined): Promise<void> {
    const own = this.ownOf(reservation);
    if (own?.state !== 'held' && own?.state !== 'unsent') return;
    own.state = 'released';
    try {
      await this.storage?.release(own.request);
    } catch (err) {
      this.logger.warn(
        linked(own.record?.id, { err }),
        'the price of a message that was not sent stays counted',
      );
    }
  }

  private ownOf(reservation: Reservation | undefined): OwnReservation | undefined {
    return reservation instanceof OwnReservation && reservation.owner === this ? reservation : undefined;
  }

  private requestOf({ country = noCountry, channel, segments = 1, now }: PricedMessage): ReserveMessage {
    const budgets = { country: this.rules.budgetOf(country), total: this.rules.total };
    return { country, price: this.rules.priceOf(country, channel) * segments, budgets, now };
  }

  private refuse(
    { country, now }: ReserveMessage,
    name: BudgetName,
    record: RequestRecord | undefined,
  ): ReservedMessage {
    const budget = operatorsName(name, country);
    const { dayEnds, monthEnds } = calendarDayOf(now);
    const retryAfterMs = (name.endsWith('.month') ? monthEnds : dayEnds) - now;
    this.logger.warn(
      linked(record?.id, { budget, country, retryAfterMs }),
      'no message sent: a budget is used up',
    );
    return { kind: 'short', budget: name, retryAfterMs };
  }

  private logCrossed(
    request: ReserveMessage,
    outcome: Extract<ReserveOutcome, { kind: 'reserved' }>,
    record: RequestRecord | undefined,
  ): void {
    const { country } = request;
    for (const { budget: name, percent } of crossedSharesOf(request, outcome, this.rules.highestPrice)) {
      const budget = operatorsName(name, country);
      this.logger.warn(
        linked(record?.id, { budget, country, percent }),
        `a budget is used to ${String(percent)} %`,
      );
    }
  }
}

/** A budget as the operator writes it: `GB.day`, or `day` for that of all countries. */
function operatorsName(name: BudgetName, country: string): string {
  return name.replace('country', country).replace('total.', '');
}

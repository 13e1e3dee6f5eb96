import type { PricedMessage, Reservations, Reservation, ReservedMessage } from './reservations.js';

/** The money of one message: reserved once, whoever asks for it, and given back if the message isn't sent. */
export class MessageMoney {
  private reserving: Promise<ReservedMessage> | undefined;

  constructor(
    private readonly reservations: Reservations,
    private readonly message: PricedMessage,
  ) {}

  /**
   * Reserves the price, unless it was asked for before.
   *
   * @throws StorageUnavailableError; no message may be sent then.
   */
  reserve(): Promise<ReservedMessage> {
    this.reserving ??= this.reservations.reserve(this.message);
    return this.reserving;
  }

  /** Gives back what was reserved, if no message was or may have been sent. Never rejects. */
  async release(): Promise<void> {
    await this.reservations.release(await this.reservation());
  }

  private async reservation(): Promise<Reservation | undefined> {
    const reserved = await this.reserving?.catch(() => undefined);
    return reserved?.kind === 'reserved' ? reserved.reservation : undefined;
  }
}

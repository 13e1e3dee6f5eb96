import { countedAddress } from '../domain/client-address.js';
import type { Keyring } from '../domain/keyring.js';
import { clientAddressIdOf } from '../domain/session-identity.js';
import type { SessionRules } from '../domain/session-rules.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Logger } from '../ports/logger.js';
import type { SessionStorage } from '../ports/session-storage.js';

/** What became of a message that an address asked for: it is counted, or the address has none left. */
export type SpentAllowance =
  | { readonly kind: 'spent'; readonly takeBack: () => Promise<void> }
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

const uncounted: SpentAllowance = { kind: 'spent', takeBack: () => Promise.resolve() };

/** The messages that a client address may ask for. */
@injectable()
export class AddressAllowance {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * Counts a message against an address; one that isn't known isn't limited.
   *
   * @throws StorageUnavailableError
   */
  async spend(clientAddress: string | undefined, now: number): Promise<SpentAllowance> {
    const address = countedAddress(clientAddress);
    const limits = this.rules.messagesPerAddress;
    if (address === undefined || limits.length === 0) return uncounted;
    const id = clientAddressIdOf(this.keyring[0], address);
    const outcome = await this.storage.spend({ id, limits, now });
    if (outcome.kind === 'spent') return { kind: 'spent', takeBack: () => this.takeBack(id, now) };
    this.logger.info({}, 'message limit of a client address reached');
    return outcome;
  }

  private async takeBack(id: string, spentAt: number): Promise<void> {
    try {
      await this.storage.unspend({ id, spentAt });
    } catch (err) {
      this.logger.warn({ err }, 'a message that was not sent stays counted against its client address');
    }
  }
}

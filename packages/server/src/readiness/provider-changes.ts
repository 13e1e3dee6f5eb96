import type { Logger } from 'pino';
import type { ProviderState } from './provider-state.js';

/** Logs the changes of the providers' states, once each. */
export class ProviderChanges {
  private readonly logged = new Map<string, ProviderState['state']>();

  constructor(private readonly logger: Pick<Logger, 'info' | 'warn'>) {}

  /** Takes the states as they are now. */
  see(states: readonly ProviderState[]): void {
    for (const { name, channel, state } of states) {
      const before = this.logged.get(name);
      if (before === state || state === 'unknown') continue;
      this.logged.set(name, state);
      const provider = { provider: name, channel };
      if (state === 'failing') this.logger.warn(provider, 'a provider fails');
      // That the first message of all was sent is no news.
      else if (before === 'failing') this.logger.info(provider, 'a provider works again');
    }
  }
}

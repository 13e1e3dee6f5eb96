import { setTimeout as delay } from 'node:timers/promises';
import { OperatorError } from '@threepid/core';
import type { Pdu } from 'smpp';
import { isBindRefusal } from './command-status.js';
import { openLink, type SmppLink } from './smpp-link.js';
import type { SmppSettings } from './smpp-options.js';

type State =
  /** Not used yet. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'opening'; readonly link: Promise<SmppLink> }
  | { readonly kind: 'open'; readonly link: SmppLink; readonly since: number }
  /** An attempt failed or a session ended; the timer starts the next attempt. */
  | { readonly kind: 'waiting'; readonly since: number; readonly timer: NodeJS.Timeout };

/** Keeps a session with an SMSC open: from the first call on, there is a session or the next attempt is on its way. */
export class SmppConnection {
  private state: State = { kind: 'idle' };
  /** Failed attempts and short sessions in a row. */
  private failures = 0;
  private readonly closing = new AbortController();

  constructor(
    private readonly settings: SmppSettings,
    private readonly onDelivery: (pdu: Pdu) => void,
  ) {}

  /**
   * The session. If there is none, it tries to open one at once or, after a recent failure, once the initial delay is
   * over. All concurrent callers wait for the same attempt.
   *
   * @throws the errors of `openLink`; Error if it was closed.
   */
  link(): Promise<SmppLink> {
    const { state } = this;
    if (this.closing.signal.aborted) return Promise.reject(new OperatorError('smpp: the sender was closed'));
    if (state.kind === 'opening') return state.link;
    if (state.kind === 'open') return Promise.resolve(state.link);
    if (state.kind === 'idle') return this.open(0);
    clearTimeout(state.timer);
    const elapsed = this.settings.clock.now() - state.since;
    const { initialDelayMs } = this.settings.reconnect;
    // If the clock was set back, the attempt must not be delayed.
    return this.open(Math.min(initialDelayMs, initialDelayMs - elapsed));
  }

  /** Unbinds for good. */
  async close(): Promise<void> {
    const { state } = this;
    this.closing.abort();
    if (state.kind === 'waiting') clearTimeout(state.timer);
    if (state.kind === 'opening') {
      const link = await state.link.catch(() => undefined);
      await link?.unbind();
    }
    if (state.kind === 'open') await state.link.unbind();
  }

  private open(delayMs: number): Promise<SmppLink> {
    const link = this.attempt(delayMs);
    // Nobody may be waiting for an attempt that the timer started.
    link.catch(() => undefined);
    this.state = { kind: 'opening', link };
    return link;
  }

  private async attempt(delayMs: number): Promise<SmppLink> {
    const { signal } = this.closing;
    try {
      if (delayMs > 0) await delay(delayMs, undefined, { ref: false, signal });
      const link = await openLink(this.settings, this.onDelivery, signal);
      this.opened(link);
      return link;
    } catch (cause) {
      this.retryAfter(cause, 'no SMPP session');
      throw cause;
    }
  }

  private opened(link: SmppLink): void {
    const { clock, logger, host, port } = this.settings;
    const since = clock.now();
    this.state = { kind: 'open', link, since };
    logger.info({ host, port }, 'SMPP session bound');
    void link.ended.then((cause) => {
      // Only a session that lasted resets the delay; otherwise one that ends at once would be opened again and again.
      if (clock.now() - since >= this.settings.reconnect.maxDelayMs) this.failures = 0;
      this.retryAfter(cause, 'SMPP session ended');
    });
  }

  private retryAfter(cause: unknown, what: string): void {
    if (this.closing.signal.aborted) return;
    const { clock, logger, host, port } = this.settings;
    this.failures += 1;
    const delayMs = this.delayMs(cause);
    logger.warn({ host, port, err: cause, retryMs: delayMs }, what);
    const timer = setTimeout(() => void this.open(0), delayMs).unref();
    this.state = { kind: 'waiting', since: clock.now(), timer };
  }

  /** Doubled with each failure, less a random part, so that servers that lost an SMSC don't all return at once. */
  private delayMs(cause: unknown): number {
    const { initialDelayMs, maxDelayMs } = this.settings.reconnect;
    if (isBindRefusal(cause)) return maxDelayMs;
    const full = Math.min(maxDelayMs, initialDelayMs * 2 ** (this.failures - 1));
    return Math.round(full * (1 - Math.random() / 4));
  }
}

import type { Clock, SessionStorage } from '@threepid/core';
import type { ProviderState } from './provider-state.js';

/** Readiness: true if the server can do its work. */
export interface Readiness {
  readonly isReady: boolean;
  /** Shown to anybody who asks. */
  readonly parts: Readonly<Record<string, unknown>>;
  /** Why it isn't ready, for the log. */
  readonly reason?: Readonly<Record<string, unknown>>;
}

/** Parts of the server that `/health/ready` looks at. */
export interface ReadinessOptions {
  readonly storage: Pick<SessionStorage, 'name' | 'ready'>;
  /** The states of the providers. */
  readonly providers: () => readonly ProviderState[];
  /** Names of those that send when no channel is asked for. */
  readonly senders: readonly string[];
  /** `storage,sms`: a server none of whose providers can send isn't ready. */
  readonly needs: 'storage' | 'storage,sms';
  readonly clock: Clock;
}

/**
 * Time after its last failure for which a provider counts as one that can't send, in milliseconds. Then it gets another chance: a
 * balancer that sends no requests would keep the server out for ever.
 */
const restMs = 30_000;

/** Looks whether the server can do its work. Calls the storage, and no provider: what is known of those is from real messages. */
export async function readinessOf(options: ReadinessOptions): Promise<Readiness> {
  const { storage, needs, clock } = options;
  const providers = options.providers();
  const failure = await storage.ready().then(
    () => undefined,
    (err: unknown) => ({ err }),
  );
  const parts = {
    storage: { name: storage.name, state: failure === undefined ? 'ok' : 'unavailable' },
    providers: providers.map(shown),
  };
  if (failure !== undefined) return { isReady: false, parts, reason: failure };
  const senders = providers.filter(({ name }) => options.senders.includes(name));
  if (needs === 'storage' || senders.some((sender) => canSend(sender, clock.now())))
    return { isReady: true, parts };
  return { isReady: false, parts, reason: { failing: senders.map(({ name }) => name) } };
}

function canSend({ state, failedAt = 0 }: ProviderState, now: number): boolean {
  const elapsed = now - failedAt;
  // After a clock was set back, the difference means nothing.
  return state !== 'failing' || elapsed < 0 || elapsed >= restMs;
}

/** Without undefined fields: they are not in JSON either. */
function shown({ name, channel, state, since, breaker }: ProviderState) {
  return {
    name,
    channel,
    state,
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(breaker === undefined ? {} : { breaker }),
  };
}

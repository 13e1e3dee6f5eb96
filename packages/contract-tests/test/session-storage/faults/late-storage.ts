import { ModelStorage } from '../../../dist/session-storage/model-storage.js';

/**
 * What a storage does that looks, lets others act, and then acts on what it saw: each call puts back the records that
 * it found before it waited.
 */
export class LateStorage extends ModelStorage {
  protected async lately<Outcome>(
    sessionKeys: readonly string[],
    act: () => Promise<Outcome>,
  ): Promise<Outcome> {
    const seenSessions = sessionKeys.map((key) => [key, this.sessions.get(key)] as const);
    const seenMessages = new Map(this.counts);
    await Promise.resolve();
    for (const [key, session] of seenSessions) if (session !== undefined) this.sessions.set(key, session);
    for (const [key, session] of seenSessions) if (session === undefined) this.sessions.delete(key);
    for (const key of this.counts.keys()) this.counts.set(key, seenMessages.get(key) ?? []);
    return act();
  }

  protected keysOf(slot: string, sessionIds: readonly string[]): string[] {
    return sessionIds.map((sessionId) => slot + sessionId);
  }
}

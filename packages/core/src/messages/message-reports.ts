import type { Keyring } from '../domain/keyring.js';
import type { SessionRules } from '../domain/session-rules.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { ReportedOutcome } from '../ports/message-report.js';
import type { OpenedSession, ReadSession, SessionStorage, SubmitOutcome } from '../ports/session-storage.js';
import type { PreviousMessage, SmsResult } from '../ports/sms-sender.js';
import type { Opening } from '../sessions/session-opener.js';
import type { Senders } from '../sms/senders.js';
import { isFirstOf } from './is-first-of.js';
import { BackgroundCalls } from './background-calls.js';
import { sealedMessage, unsealedMessage, type ReportableMessage } from './reportable-message.js';
import { after } from './within-time.js';

/** A sent message, and how the storage keeps it. */
export interface RememberedMessage {
  readonly message: ReportableMessage;
  readonly sealed: string;
}

/** A sent message is settled. */
export interface SettledMessage {
  /** Undefined if nothing is kept of it. */
  readonly kept: RememberedMessage | undefined;
  /** What the storage no longer keeps: the session's message before. */
  readonly replaced: string | undefined;
}

type ValidatedOutcome = Extract<SubmitOutcome, { kind: 'validated' }>;

/** The clocks of two hosts may differ by so much. */
const clocksDifferMs = 60_000;

/** So many messages of this process may wait for their codes to expire. */
const mostWaiting = 10_000;

/**
 * Reports to senders what became of their messages. A message has one report at most, whichever processes send it, send the
 * next one and judge its code: the storage gives what is kept of it to exactly one call. All is done in the background, and may
 * be lost.
 */
@injectable()
export class MessageReports {
  private readonly calls: BackgroundCalls;
  /** What stops each wait for an expiry, by the sealed message. */
  private readonly waiting = new Map<string, () => void>();

  constructor(
    @inject(tokens.senders) private readonly senders: Senders,
    @inject(tokens.reports) private readonly isOn: boolean,
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {
    this.calls = new BackgroundCalls(logger, clock);
  }

  /** True if a message can be verified here, and its sender wants to know whether it was. */
  isJudged({ purpose, test, content, isPurposeSecret, channel = 'sms' }: Opening): boolean {
    const isOurs = purpose === 'verify' && test === undefined && content === undefined;
    return this.isOn && isOurs && isPurposeSecret !== true && this.senders[channel]?.report !== undefined;
  }

  /** The message before the one that `opened` has claimed. */
  previousOf(
    { isPurposeSecret }: Opening,
    { sentMessage, secretIndex }: OpenedSession,
  ): PreviousMessage | undefined {
    if (isPurposeSecret === true) return undefined;
    const message = this.unsealed(sentMessage, secretIndex);
    return message && { sender: message.sender };
  }

  /** What to keep of a message that is judged; undefined if it wasn't sent, or if its id is too long. */
  keep(opening: Opening, opened: OpenedSession, result: SmsResult): RememberedMessage | undefined {
    if (result.kind !== 'sent') return undefined;
    const { number, channel = 'sms' } = opening;
    const { secretIndex, codeExpiresAt } = opened;
    const message = {
      sender: result.sender ?? (this.senders[channel] ?? this.senders.sms).name,
      messageId: result.messageId,
      country: number.country,
      channel,
      isFirst: isFirstOf(opening, opened),
      sentAt: this.clock.now(),
      codeExpiresAt,
      note: keptNote(result.note),
    };
    const sealed = sealedMessage(this.keyring[secretIndex] ?? this.keyring[0], message);
    return sealed === undefined ? undefined : { message, sealed };
  }

  /** Reports the message before one that was sent, and waits for the expiry of its own code. */
  settled(opening: Opening, opened: OpenedSession, { kept, replaced }: SettledMessage): void {
    const before = this.unsealed(replaced, opened.secretIndex);
    if (before !== undefined && before.sentAt <= opening.now) this.reportReplaced(before);
    if (replaced !== undefined) this.stopWaiting(replaced);
    if (kept !== undefined) this.awaitExpiry(kept, sessionOf(opening, opened, this.rules));
  }

  /**
   * Reports the message of a session that was validated for the first time. If its code had expired by then, the code is that of
   * a later message, which isn't settled yet.
   */
  verified({ sentMessage, secretIndex, validatedAt }: ValidatedOutcome, code: string): void {
    const message = this.unsealed(sentMessage, secretIndex);
    if (message !== undefined) {
      if (message.codeExpiresAt > validatedAt) this.report(message, 'verified', code);
      else this.reportReplaced(message);
    }
    if (sentMessage !== undefined) this.stopWaiting(sentMessage);
  }

  /** Reports no more, and waits for the reports that are on their way, but not for long. */
  async close(): Promise<void> {
    for (const stop of this.waiting.values()) stop();
    this.waiting.clear();
    await this.calls.close();
  }

  /** By any host's clock, nobody else looks whether it has expired until this time is over. */
  private reportReplaced(message: ReportableMessage): void {
    const expiredForMs = this.clock.now() - message.codeExpiresAt;
    if (expiredForMs < clocksDifferMs) this.report(message, expiredForMs < 0 ? 'resent' : 'expired');
  }

  private awaitExpiry(kept: RememberedMessage, session: Omit<ReadSession, 'now'>): void {
    if (this.waiting.size >= mostWaiting) {
      this.calls.drop();
      return;
    }
    const { message, sealed } = kept;
    // After this, no other host takes the code, or reports what became of it.
    const endsAt = message.codeExpiresAt + 2 * clocksDifferMs;
    const stop = after(this.clock, endsAt - this.clock.now(), () => {
      this.waiting.delete(sealed);
      this.calls.run(() => this.reportIfExpired(kept, session));
    });
    this.waiting.set(sealed, stop);
  }

  private async reportIfExpired(
    { message, sealed }: RememberedMessage,
    session: Omit<ReadSession, 'now'>,
  ): Promise<void> {
    const outcome = await this.storage.read({ ...session, now: this.clock.now() });
    if (outcome.kind !== 'pending' && outcome.kind !== 'expired') return;
    if (outcome.sentMessage === sealed) await this.sendReport(message, 'expired');
  }

  private stopWaiting(sealed: string): void {
    this.waiting.get(sealed)?.();
    this.waiting.delete(sealed);
  }

  private report(message: ReportableMessage, outcome: ReportedOutcome, code?: string): void {
    this.calls.run(() => this.sendReport(message, outcome, code));
  }

  private async sendReport(
    { messageId, sender, country, channel, isFirst, sentAt, note }: ReportableMessage,
    outcome: ReportedOutcome,
    code?: string,
  ): Promise<void> {
    const report = { messageId, sender, country, isFirst, sentAt, outcome, code, note };
    await this.senders[channel]?.report?.(report);
  }

  private unsealed(sealed: string | undefined, secretIndex: number): ReportableMessage | undefined {
    if (sealed === undefined || !this.isOn) return undefined;
    try {
      return unsealedMessage(this.keyring[secretIndex] ?? this.keyring[0], sealed);
    } catch (err) {
      this.logger.error(
        { err },
        'what was stored of a message was changed by another hand; it is not reported',
      );
      return undefined;
    }
  }
}

/** A note of another form is dropped, so that no sender fills the storage. */
function keptNote(note: string | undefined): string | undefined {
  return note !== undefined && /^[\w.-]{1,64}$/.test(note) ? note : undefined;
}

function sessionOf(
  { slot, bySecret }: Opening,
  { secretIndex, generation }: OpenedSession,
  { wrongCodesAllowed }: SessionRules,
): Omit<ReadSession, 'now'> {
  return { slot, sessionIds: [bySecret[secretIndex]?.sessionId ?? ''], generation, wrongCodesAllowed };
}

import type { Keyring, SecretKeys } from '../domain/keyring.js';
import type { SessionRules } from '../domain/session-rules.js';
import { inject, injectable, tokens } from '../injection.js';
import type { RequestRecord } from '../log/request-record.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { ReportedOutcome } from '../ports/message-report.js';
import type { OpenedSession, ReadSession, SessionStorage, SubmitOutcome } from '../ports/session-storage.js';
import type { PreviousMessage, SmsResult } from '../ports/sms-sender.js';
import type { Opening } from '../sessions/session-opener.js';
import type { Senders } from '../sms/senders.js';
import { isFirstOf } from './is-first-of.js';
import { BackgroundCalls } from './background-calls.js';
import {
  lastMessage,
  plainMessage,
  sealedMessage,
  type LastMessage,
  type ReportableMessage,
} from './last-message.js';
import { channelOf } from './message-delivery.js';
import { SessionEvents } from './session-events.js';
import { after } from './within-time.js';

/** A sent message, and how the storage keeps it. */
export interface RememberedMessage {
  readonly message: LastMessage;
  readonly stored: string;
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

/** So many look at once whether their code has expired: those that were sent at once expire at once. */
const mostLooks = 1_000;

/**
 * Reports to senders, and tells as events, what became of messages. A message has one report at most, whichever processes send it, send the
 * next one and judge its code: the storage gives what is kept of it to exactly one call. All is done in the background, and may
 * be lost.
 */
@injectable()
export class MessageReports {
  private readonly calls: BackgroundCalls;
  /** Looks into the storage. Providers that hang don't hold them up. */
  private readonly looks: BackgroundCalls;
  private isClosed = false;
  /** Functions that stop the waits for an expiry, by the message as it is stored. */
  private readonly waiting = new Map<string, () => void>();

  constructor(
    @inject(tokens.senders) private readonly senders: Senders,
    @inject(tokens.reports) private readonly isOn: boolean,
    @inject(tokens.remembersMessages) private readonly remembers: boolean,
    @inject(SessionEvents) private readonly events: SessionEvents,
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {
    this.calls = new BackgroundCalls(logger, clock);
    this.looks = new BackgroundCalls(logger, clock, mostLooks);
  }

  /** True if a message can be verified here, and its sender wants to know whether it was. */
  isJudged(opening: Opening): boolean {
    const { purpose, isPurposeSecret, channel = 'sms' } = opening;
    const isVerifiable = purpose === 'verify' && isPurposeSecret !== true && isOurs(opening);
    return this.isOn && isVerifiable && this.senders[channel]?.report !== undefined;
  }

  /** The message before the one that `opened` has claimed. */
  previousOf(
    { isPurposeSecret }: Opening,
    { sentMessage, secretIndex }: OpenedSession,
  ): PreviousMessage | undefined {
    if (isPurposeSecret === true) return undefined;
    const message = this.reportable(sentMessage, secretIndex);
    return message && { sender: message.sender };
  }

  /** The record to keep of a message; undefined if it wasn't sent, if nobody wants to know, or if it is too long. */
  keep(opening: Opening, opened: OpenedSession, result: SmsResult): RememberedMessage | undefined {
    if (result.kind !== 'sent' || !isOurs(opening)) return undefined;
    const { number, purpose, claim } = opening;
    const channel = channelOf(opening);
    const { secretIndex, codeExpiresAt } = opened;
    const message: LastMessage = {
      sender: result.sender ?? (this.senders[channel] ?? this.senders.sms).name,
      messageId: undefined,
      country: number.country,
      channel,
      isFirst: isFirstOf(opening, opened),
      isDecoy: purpose !== 'verify',
      sentAt: this.clock.now(),
      codeExpiresAt,
      note: undefined,
    };
    return this.sealed(opening, secretIndex, message, result) ?? this.plain(message, claim);
  }

  private sealed(
    opening: Opening,
    secretIndex: number,
    kept: LastMessage,
    { messageId, note }: Extract<SmsResult, { kind: 'sent' }>,
  ): RememberedMessage | undefined {
    if (!this.isJudged(opening)) return undefined;
    const message = { ...kept, messageId, note: keptNote(note) };
    const stored = sealedMessage(this.keyring[secretIndex] ?? this.keyring[0], message);
    return stored === undefined ? undefined : { message, stored };
  }

  private plain(message: LastMessage, claim: string): RememberedMessage | undefined {
    const stored = this.remembers ? plainMessage(message, claim) : undefined;
    return stored === undefined ? undefined : { message, stored };
  }

  /** Reports the message before one that was sent, and waits for the expiry of its own code. */
  settled(opening: Opening, opened: OpenedSession, { kept, replaced }: SettledMessage): void {
    const before = this.messageOf(replaced, this.keysAt(opened.secretIndex));
    const wasWaiting = replaced !== undefined && this.stopWaiting(replaced);
    if (before !== undefined && before.sentAt <= opening.now) this.endReplaced(before, wasWaiting);
    if (kept !== undefined && this.hasEnd(kept.message))
      this.awaitExpiry(kept, sessionOf(opening, opened, this.rules));
  }

  /**
   * A session was validated for the first time. If the code of its message had expired by then, the code is that of a later
   * message, which isn't settled yet.
   */
  verified(
    { sentMessage, secretIndex, validatedAt, receipt }: ValidatedOutcome,
    code: string,
    record?: RequestRecord,
  ): void {
    const message = this.messageOf(sentMessage, this.keysAt(secretIndex));
    const ofCode = message !== undefined && message.codeExpiresAt > validatedAt ? message : undefined;
    const judged = { now: validatedAt, record };
    this.events.validated(ofCode, judged);
    // A test number has neither.
    if (sentMessage !== undefined || receipt !== undefined) this.events.verified(ofCode, judged);
    const wasWaiting = sentMessage !== undefined && this.stopWaiting(sentMessage);
    if (ofCode !== undefined) this.report(ofCode, 'verified', code);
    else if (message !== undefined) this.endReplaced(message, wasWaiting);
  }

  /** A wrong code was judged. */
  wrongCode(sentMessage: string | undefined, record?: RequestRecord): void {
    if (!this.remembers) return;
    const message = this.messageOf(sentMessage, this.keyring);
    if (message !== undefined) this.events.wrongCode(message, { now: this.clock.now(), record });
  }

  /** Reports no more, and waits for the reports that are on their way, but not for long. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const stop of this.waiting.values()) stop();
    this.waiting.clear();
    await Promise.all([this.looks.close(), this.calls.close()]);
  }

  /**
   * By any host's clock, nobody else looks whether it has expired until this time is over.
   *
   * @param wasWaiting true if this process would have looked, so that certainly nobody has told it.
   */
  private endReplaced(message: LastMessage, wasWaiting: boolean): void {
    const expiredForMs = this.clock.now() - message.codeExpiresAt;
    if (expiredForMs >= clocksDifferMs && !wasWaiting) return;
    if (expiredForMs >= 0) this.tellExpired(message);
    this.report(message, expiredForMs < 0 ? 'resent' : 'expired');
  }

  /** True if somebody wants to know when its code expires. A decoy takes as much work, so that its time tells nothing. */
  private hasEnd({ messageId }: LastMessage): boolean {
    return messageId !== undefined || this.events.isOn;
  }

  private tellExpired(message: LastMessage): void {
    if (!message.isDecoy) this.events.expired(message, this.clock.now());
  }

  private awaitExpiry(kept: RememberedMessage, session: Omit<ReadSession, 'now'>): void {
    if (this.isClosed) return;
    if (this.waiting.size >= mostWaiting) {
      this.calls.drop();
      return;
    }
    const { message, stored } = kept;
    // After this, no other host takes the code, or reports what became of it.
    const endsAt = message.codeExpiresAt + 2 * clocksDifferMs;
    const stop = after(this.clock, endsAt - this.clock.now(), () => {
      this.waiting.delete(stored);
      this.looks.run(() => this.reportIfExpired(kept, session));
    });
    this.waiting.set(stored, stop);
  }

  private async reportIfExpired(
    { message, stored }: RememberedMessage,
    session: Omit<ReadSession, 'now'>,
  ): Promise<void> {
    const outcome = await this.storage.read({ ...session, now: this.clock.now() });
    if (outcome.kind !== 'pending' && outcome.kind !== 'expired') return;
    if (outcome.sentMessage !== stored) return;
    this.tellExpired(message);
    this.report(message, 'expired');
  }

  /** True if it was waiting. */
  private stopWaiting(stored: string): boolean {
    this.waiting.get(stored)?.();
    return this.waiting.delete(stored);
  }

  private report(message: LastMessage, outcome: ReportedOutcome, code?: string): void {
    if (this.isOn && isReportable(message)) this.calls.run(() => this.sendReport(message, outcome, code));
  }

  private async sendReport(
    { messageId, sender, country, channel, isFirst, sentAt, note }: ReportableMessage,
    outcome: ReportedOutcome,
    code?: string,
  ): Promise<void> {
    const report = { messageId, sender, country, isFirst, sentAt, outcome, code, note };
    await this.senders[channel]?.report?.(report);
  }

  private reportable(stored: string | undefined, secretIndex: number): ReportableMessage | undefined {
    const message = this.isOn ? this.messageOf(stored, this.keysAt(secretIndex)) : undefined;
    return message !== undefined && isReportable(message) ? message : undefined;
  }

  private keysAt(secretIndex: number): readonly SecretKeys[] {
    return [this.keyring[secretIndex] ?? this.keyring[0]];
  }

  private messageOf(stored: string | undefined, keyring: readonly SecretKeys[]): LastMessage | undefined {
    if (stored === undefined) return undefined;
    try {
      return lastMessage(keyring, stored);
    } catch (err) {
      this.logger.error(
        { err },
        'what was stored of a message was changed by another hand; it is not reported',
      );
      return undefined;
    }
  }
}

/** Those of decoys too, so that nothing tells them from sessions. */
function isOurs({ test, content }: Opening): boolean {
  return test === undefined && content === undefined;
}

function isReportable(message: LastMessage): message is ReportableMessage {
  return message.messageId !== undefined;
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

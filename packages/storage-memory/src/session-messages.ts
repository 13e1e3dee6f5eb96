import type { MessageOfOpen, MessageOutcome, MessageResult } from '@threepid/core';
import { clocksDifferByMs } from './clocks-differ.js';

/** A claimed message. Immutable: a change replaces it. */
export interface MessageClaim {
  readonly claim: string;
  readonly attempt: number | undefined;
  /** The end of the claim's lifetime, Unix milliseconds. */
  readonly until: number;
  /** Undefined until it is settled. */
  readonly result: Exclude<MessageResult, 'sent'> | undefined;
  /** False if its session died and was replaced after the end of the claim. */
  readonly isOfSession: boolean;
  /** True if it carries the current code. */
  readonly carriesCode: boolean;
  /** What its policy stored with it, until it is settled. */
  readonly receipt: string | undefined;
  /** True if it was claimed before the message whose receipt the session holds. */
  readonly isSuperseded: boolean;
}

/** The messages of a session: a summary of the sent ones, and the claims. Immutable: a change replaces it. */
export interface MessagesState {
  /** The greatest attempt of the sent messages. */
  readonly sentAttempt: number | undefined;
  /** True if a message of the session was sent, or perhaps. */
  readonly isSent: boolean;
  /** True if a message with the current code was sent, or perhaps. */
  readonly isCodeSent: boolean;
  /** That of the last claimed message of the session that was sent, or perhaps, and has one. */
  readonly receipt: string | undefined;
  /** Oldest first. Claims whose lifetime has ended stay for a while, for clocks that are behind. */
  readonly claims: readonly MessageClaim[];
}

const claimsKept = 8;

export const noMessages: MessagesState = {
  sentAttempt: undefined,
  isSent: false,
  isCodeSent: false,
  receipt: undefined,
  claims: [],
};

/** A message that is about to be claimed. */
export interface NewClaim extends Pick<MessageClaim, 'claim' | 'attempt' | 'receipt'> {
  readonly lifetimeMs: number;
}

/** The messages as they count at `now`: a claim whose lifetime has ended counts as sent, unless it was settled. */
export function messagesAt(messages: MessagesState, now: number): MessagesState {
  if (!messages.claims.some(({ until }) => until <= now)) return messages;
  const lapsed = messages.claims.filter(({ until, result }) => until <= now && result === undefined);
  const seen = lapsed.reduce(withSent, messages);
  return { ...seen, claims: seen.claims.filter(({ until }) => until > now) };
}

/** True if `claim` is already in flight, because its call came in twice. */
export function isClaimed(messages: MessagesState, claim: string, now: number): boolean {
  return underWay(messages, now).some((claimed) => claimed.claim === claim);
}

/** The message of an attempt; undefined if it can still be claimed. */
export function messageOfAttempt(
  messages: MessagesState,
  attempt: number | undefined,
  now: number,
): MessageOfOpen | undefined {
  if (attempt === undefined) return undefined;
  const { sentAttempt } = messagesAt(messages, now);
  if (sentAttempt !== undefined && attempt <= sentAttempt) return { kind: 'sent' };
  // The first is the smallest: an attempt is claimed only if it is greater than all that are under way.
  const next = underWay(messages, now).find(
    (claimed) => claimed.attempt !== undefined && attempt <= claimed.attempt,
  );
  return next === undefined ? undefined : { kind: 'under-way', claim: next.claim };
}

/** True if the current code can be submitted: a message carries it, and the caller got the sid with a message. */
export function canSubmit(messages: MessagesState, now: number): boolean {
  const { isSent, isCodeSent, claims } = messagesAt(messages, now);
  return isSent && (isCodeSent || claims.some(({ carriesCode }) => carriesCode));
}

const unsettled = { result: undefined, isOfSession: true, carriesCode: true, isSuperseded: false };

/** The messages plus one with the current code. Without a lifetime it counts as sent at once. */
export function withClaim(
  messages: MessagesState,
  { lifetimeMs, ...claim }: NewClaim,
  now: number,
): MessagesState {
  const claimed = { ...claim, ...unsettled, until: now + lifetimeMs };
  if (lifetimeMs === 0) return withSent(shortened(messages, now), claimed);
  const kept = withRoom(shortened(messages, now), now);
  return { ...kept, claims: [...kept.claims, claimed] };
}

/** The messages after a claim is settled; undefined if no such claim is in flight. */
export function withResult(
  messages: MessagesState,
  claim: string,
  result: MessageResult,
  now: number,
): MessagesState | undefined {
  const settled = underWay(messages, now).find((claimed) => claimed.claim === claim);
  if (settled === undefined) return undefined;
  if (result === 'sent') return without(withSent(messages, settled), settled);
  const seen = result === 'unknown' ? withPerhapsSent(messages, settled) : messages;
  const claims = seen.claims.map((other) =>
    other === settled ? { ...settled, result, carriesCode: false, receipt: undefined } : other,
  );
  return { ...seen, claims };
}

/** The outcome of a claimed message. */
export function outcomeOfClaim(messages: MessagesState, claim: string, now: number): MessageOutcome {
  const claimed = messages.claims.find((other) => other.claim === claim && other.until > now);
  return claimed === undefined ? 'sent' : (claimed.result ?? 'under-way');
}

/**
 * The end of the last claim, and so of the session, if no message was sent, not even perhaps, and none is in flight.
 */
export function endOfUnsent(messages: MessagesState, now: number): number | undefined {
  if (messagesAt(messages, now).isSent || underWay(messages, now).length > 0) return undefined;
  const ends = messages.claims.filter(({ result }) => result !== undefined).map(({ until }) => until);
  return Math.max(...ends);
}

/** The messages after a new code has replaced the current one. */
export function underNewCode(messages: MessagesState): MessagesState {
  const claims = messages.claims.map((claimed) => ({ ...claimed, carriesCode: false }));
  return { ...messages, claims, isCodeSent: false };
}

/** The messages of a session that replaces a dead one: attempts and claims belong to the triple. */
export function underNewSession(messages: MessagesState, now: number): MessagesState {
  const claims = messages.claims.map((claimed) => ({
    ...claimed,
    isOfSession: isUnderWay(claimed, now),
    carriesCode: false,
    isSuperseded: false,
  }));
  return { ...messages, claims, isSent: false, isCodeSent: false, receipt: undefined };
}

/** The session's receipt, as the messages count at `now`. */
export function receiptAt(messages: MessagesState, now: number): string | undefined {
  return messagesAt(messages, now).receipt;
}

/** The messages of a session that has given its receipt back: it needs no other. */
export function withoutReceipts(messages: MessagesState): MessagesState {
  const claims = messages.claims.map((claimed) => ({ ...claimed, receipt: undefined }));
  return { ...messages, claims, receipt: undefined };
}

// Without claims that have ended by every clock, and, if there are too many, without all that have ended.
function shortened(messages: MessagesState, now: number): MessagesState {
  const isLong = messages.claims.length >= 2 * claimsKept;
  return messagesAt(messages, isLong ? now : now - clocksDifferByMs);
}

function withRoom(messages: MessagesState, now: number): MessagesState {
  const kept = messages.claims.filter(({ until }) => until > now);
  if (kept.length < claimsKept) return messages;
  const settled = kept.find(({ result }) => result !== undefined);
  if (settled !== undefined) return without(messages, settled);
  const [oldest] = kept;
  return oldest === undefined ? messages : without(withSent(messages, oldest), oldest);
}

function without(messages: MessagesState, claimed: MessageClaim): MessagesState {
  return { ...messages, claims: messages.claims.filter((other) => other !== claimed) };
}

function withSent(messages: MessagesState, sent: MessageClaim): MessagesState {
  const { sentAttempt } = messages;
  const isGreater = sent.attempt !== undefined && (sentAttempt === undefined || sent.attempt > sentAttempt);
  return { ...withPerhapsSent(messages, sent), sentAttempt: isGreater ? sent.attempt : sentAttempt };
}

function withPerhapsSent(messages: MessagesState, sent: MessageClaim): MessagesState {
  return {
    ...withReceiptOf(messages, sent),
    isSent: messages.isSent || sent.isOfSession,
    isCodeSent: messages.isCodeSent || sent.carriesCode,
  };
}

/** Messages are settled in any order, but the receipt is that of the one that was claimed last. */
function withReceiptOf(messages: MessagesState, sent: MessageClaim): MessagesState {
  const { receipt } = sent;
  if (receipt === undefined || sent.isSuperseded || !sent.isOfSession) return messages;
  const place = messages.claims.findIndex(({ claim }) => claim === sent.claim);
  const isBefore = (index: number): boolean => place < 0 || index < place;
  const claims = messages.claims.map((claimed, index) =>
    isBefore(index) ? { ...claimed, isSuperseded: true } : claimed,
  );
  return { ...messages, claims, receipt };
}

function underWay({ claims }: MessagesState, now: number): readonly MessageClaim[] {
  return claims.filter((claimed) => isUnderWay(claimed, now));
}

function isUnderWay({ until, result }: MessageClaim, now: number): boolean {
  return result === undefined && until > now;
}

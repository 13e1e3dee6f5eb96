import type { SecretKeys } from '../domain/keyring.js';
import { sealSentMessage, unsealSentMessage } from '../domain/sealed.js';
import type { MessageChannel } from '../ports/sms-sender.js';

/** A sent message, as it is known until somebody submits its code, or it expires. */
export interface LastMessage {
  /** The name of the sender that sent it. */
  readonly sender: string;
  /** Undefined if its sender doesn't learn what became of it. */
  readonly messageId: string | undefined;
  readonly country: string | undefined;
  readonly channel: MessageChannel;
  /** True if it was the first message of its session. */
  readonly isFirst: boolean;
  /** Unix time in milliseconds. */
  readonly sentAt: number;
  readonly codeExpiresAt: number;
  /** Its sender's own; undefined if it had none, or one of another form. */
  readonly note: string | undefined;
  /** True if no code validates its session. */
  readonly isDecoy: boolean;
}

/** A message whose sender learns what became of it. */
export type ReportableMessage = LastMessage & { readonly messageId: string };

/** As sealed: a country and a note that aren't there are empty, `isFirst` is 1 or 0, then come the times: sent, and the rest of the code's life. */
type SealedParts = readonly [string, string, string, MessageChannel, string, 0 | 1, number, number];

/** The longest text that a storage keeps, in characters: 512 bytes. */
const longest = Math.ceil((512 * 4) / 3);

/** A message as the storage keeps it; undefined if it is too long, because its sender makes long ids. */
export function sealedMessage(keys: SecretKeys, message: ReportableMessage): string | undefined {
  const { sender, messageId, country = '', channel, note = '', isFirst, sentAt, codeExpiresAt } = message;
  const left = codeExpiresAt - sentAt;
  const parts: SealedParts = [sender, messageId, country, channel, note, isFirst ? 1 : 0, sentAt, left];
  return short(sealSentMessage(keys, JSON.stringify(parts)));
}

/** No secret is in it: sealing takes most of the time of keeping a message. A sealed one begins so once in 2^40. */
const plainMark = '~sent';

/** The code of a slow provider's message may have expired before it was sent, and a host's clock may know fractions. */
const plainForm = /^~sent ([A-Z]{2})? ([a-z]+) ([01])([01]) ([0-9a-z.]+) (-?[0-9a-z.]+) [\w-]+ (.*)$/s;

/**
 * A message as the storage keeps it if its sender doesn't learn what became of it.
 *
 * @param claim its own, so that no two are equal.
 */
export function plainMessage(message: LastMessage, claim: string): string | undefined {
  const { sender, country = '', channel, isFirst, isDecoy, sentAt, codeExpiresAt } = message;
  const flags = `${isFirst ? '1' : '0'}${isDecoy ? '1' : '0'}`;
  const times = `${sentAt.toString(36)} ${(codeExpiresAt - sentAt).toString(36)}`;
  const text = `${plainMark} ${country} ${channel} ${flags} ${times} ${claim} ${sender}`;
  return short(Buffer.from(text).toString('base64url'));
}

function short(text: string): string | undefined {
  return text.length > longest ? undefined : text;
}

/**
 * The message that a storage keeps.
 *
 * @param keyring the secret that it may be sealed under, or several.
 * @throws Error if it was changed, or another secret has sealed it.
 */
export function lastMessage(keyring: readonly SecretKeys[], stored: string): LastMessage {
  const text = Buffer.from(stored, 'base64url').toString('utf8');
  const parts = text.startsWith(plainMark) ? plainForm.exec(text) : null;
  return parts === null ? unsealedMessage(keyring, stored) : messageOfParts(parts);
}

function messageOfParts([, country, channel, isFirst, isDecoy, sent = '', left = '', sender = '']: readonly (
  string | undefined
)[]): LastMessage {
  const sentAt = Number.parseInt(sent, 36);
  return {
    sender,
    messageId: undefined,
    country,
    channel: channel as MessageChannel,
    note: undefined,
    isFirst: isFirst === '1',
    isDecoy: isDecoy === '1',
    sentAt,
    codeExpiresAt: sentAt + Number.parseInt(left, 36),
  };
}

function unsealedMessage([keys, ...others]: readonly SecretKeys[], sealed: string): LastMessage {
  if (keys === undefined) throw new TypeError('threepid: no secret opens what is kept of a message');
  try {
    return messageOfSealed(unsealSentMessage(keys, sealed));
  } catch (error) {
    if (others.length === 0) throw error;
    return unsealedMessage(others, sealed);
  }
}

function messageOfSealed(text: string): LastMessage {
  // Nobody else can seal, so it has the form of ours.
  const [sender, messageId, country, channel, note, isFirst, sentAt, left] = JSON.parse(text) as SealedParts;
  return {
    sender,
    messageId,
    country: country === '' ? undefined : country,
    channel,
    note: note === '' ? undefined : note,
    isFirst: isFirst === 1,
    isDecoy: false,
    sentAt,
    codeExpiresAt: sentAt + left,
  };
}

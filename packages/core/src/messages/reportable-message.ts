import type { SecretKeys } from '../domain/keyring.js';
import { sealSentMessage, unsealSentMessage } from '../domain/sealed.js';
import type { MessageChannel } from '../ports/sms-sender.js';

/** What has to be known of a sent message until its sender learns what became of it. */
export interface ReportableMessage {
  /** The name of the sender that sent it. */
  readonly sender: string;
  readonly messageId: string;
  readonly country: string | undefined;
  readonly channel: MessageChannel;
  /** True if it was the first message of its session. */
  readonly isFirst: boolean;
  /** Unix time in milliseconds. */
  readonly sentAt: number;
  readonly codeExpiresAt: number;
  /** Its sender's own; undefined if it had none, or one of another form. */
  readonly note: string | undefined;
}

/** As stored: a country and a note that aren't there are empty, `isFirst` is 1 or 0, then come the times: sent, and the rest of the code's life. */
type StoredParts = readonly [string, string, string, MessageChannel, string, 0 | 1, number, number];

/** The longest sealed text, in characters: 512 bytes. */
const longest = Math.ceil((512 * 4) / 3);

/** A message as the storage keeps it; undefined if it is too long, because its sender makes long ids. */
export function sealedMessage(keys: SecretKeys, message: ReportableMessage): string | undefined {
  const { sender, messageId, country = '', channel, note = '', isFirst, sentAt, codeExpiresAt } = message;
  const left = codeExpiresAt - sentAt;
  const parts: StoredParts = [sender, messageId, country, channel, note, isFirst ? 1 : 0, sentAt, left];
  const sealed = sealSentMessage(keys, JSON.stringify(parts));
  return sealed.length > longest ? undefined : sealed;
}

/** @throws Error if it was changed. */
export function unsealedMessage(keys: SecretKeys, sealed: string): ReportableMessage {
  // Nobody else can seal, so it has the form of ours.
  const parts = JSON.parse(unsealSentMessage(keys, sealed)) as StoredParts;
  const [sender, messageId, country, channel, note, isFirst, sentAt, left] = parts;
  return {
    sender,
    messageId,
    country: country === '' ? undefined : country,
    channel,
    note: note === '' ? undefined : note,
    isFirst: isFirst === 1,
    sentAt,
    codeExpiresAt: sentAt + left,
  };
}

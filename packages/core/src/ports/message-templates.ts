import type { MessagePurpose } from './sms-sender.js';

/** Input of a template. */
export interface MessageContext {
  /** Notices have texts already. */
  readonly purpose: Exclude<MessagePurpose, 'notice'>;
  /**
   * The code: 6 digits, or what another product has made (`Threepid.deliverMessage`); undefined unless the purpose is
   * `verify`.
   */
  readonly code: string | undefined;
  /** BCP 47 language tags in the person's order of preference; may be empty. */
  readonly locales: readonly string[];
}

/** The wording of a text, for a channel that writes its messages from templates of its own. */
export interface Wording {
  /** The BCP 47 tag of the text's language, such as `de`. */
  readonly locale?: string | undefined;
  /** The sender's name as people know it, also where the text has no room for it. */
  readonly brand?: string | undefined;
}

/** The text of a message. */
export interface MessageTemplates {
  text(context: MessageContext): string;
  /** The wording of that text. Absent: unknown. */
  wording?(context: MessageContext): Wording;
}

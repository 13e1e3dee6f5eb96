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

/** The text of a message. */
export interface MessageTemplates {
  text(context: MessageContext): string;
}

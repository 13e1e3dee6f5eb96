import type { MessagePurpose } from './sms-sender.js';

/** Input of a template. */
export interface MessageContext {
  readonly purpose: MessagePurpose;
  /** The code, 6 digits; undefined unless the purpose is `verify`. */
  readonly code: string | undefined;
  /** BCP 47 language tags in the person's order of preference; may be empty. */
  readonly locales: readonly string[];
}

/** The text of a message. */
export interface MessageTemplates {
  text(context: MessageContext): string;
}

import type { MessagePurpose } from './sms-sender.js';

/** What a template is told. */
export interface MessageContext {
  readonly purpose: MessagePurpose;
  /** The code of 6 digits; undefined unless the purpose is `verify`. */
  readonly code: string | undefined;
  /** BCP 47 language tags that the person prefers, most wanted first; may be empty. */
  readonly locales: readonly string[];
}

/** The text of a message. */
export interface MessageTemplates {
  text(context: MessageContext): string;
}

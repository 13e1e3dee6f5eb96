/**
 * The state of a message on its way:
 *
 * - `delivered`: the phone has it, as far as the provider knows. Some networks say so of each message.
 * - `undelivered`: it will never arrive.
 * - `under-way`: neither yet.
 */
export type DeliveryState = 'delivered' | 'undelivered' | 'under-way';

/**
 * A provider's report about a message. It goes to the log and to the routing of messages, and never changes a session: such
 * reports are late, missing and sometimes wrong.
 */
export interface DeliveryReceipt {
  /** The name of the sender whose provider reports. */
  readonly sender: string;
  /** As in the `SmsResult`. */
  readonly messageId: string;
  readonly state: DeliveryState;
  /** The provider's code for the cause, if it gives one. */
  readonly code?: string | undefined;
  /** E.164 with the `+`, if the report names the number. It is masked wherever it is logged. */
  readonly to?: string | undefined;
}

/** A provider's call, as it came. */
export interface CallbackRequest {
  /** In upper case. */
  readonly method: string;
  /** The part after the `?`, or the empty string. Some hosts write it anew, with the same names and values: Next.js adds `=`. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /**
   * The body's text, unparsed, because most signatures cover it; empty if there is none. A form that the host has parsed is
   * written anew, with the same names and values.
   */
  readonly body: string;
}

/** The answer to a provider's call. It tells nothing about messages. */
export interface CallbackAnswer {
  readonly status: number;
  /** Default: empty. */
  readonly body?: string;
  /** Default: `text/plain; charset=utf-8`. */
  readonly contentType?: string;
}

/** A call by which a provider reports deliveries. It is served at `/_threepid/callbacks/` and its name. */
export interface ProviderCallback {
  /** 1 to 64 characters of `[a-z0-9-]`, the last part of its path: the name of its sender, if that has one callback. */
  readonly name: string;
  readonly methods: readonly ('GET' | 'POST')[];
  /** Checks that the provider made the call, and tells the listener of `onReceipt`. 403: it isn't the provider's. */
  readonly handle: (request: CallbackRequest) => CallbackAnswer | Promise<CallbackAnswer>;
}

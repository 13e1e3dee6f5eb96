// Nothing here may use a type of `smpp`: the library has no types, so users could not compile against this package.

/** The state of a message. Source: SMPP 3.4, section 5.2.28 and appendix B. */
export type DeliveryStatus =
  'enroute' | 'delivered' | 'expired' | 'deleted' | 'undeliverable' | 'accepted' | 'unknown' | 'rejected';

/** An SMSC's report about a message. */
export interface SmppReceipt {
  /** The id from the answer to submit_sm; for a long message, the id of one part. */
  readonly messageId: string;
  readonly status: DeliveryStatus;
  /** The network's error code, as the SMSC writes it; undefined if there is none. */
  readonly error: string | undefined;
}

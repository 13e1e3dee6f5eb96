// Nothing here names a type of `smpp`, which has none for those who compile against this package.

/** What became of a message. Source: SMPP 3.4, section 5.2.28 and appendix B. */
export type DeliveryStatus =
  'enroute' | 'delivered' | 'expired' | 'deleted' | 'undeliverable' | 'accepted' | 'unknown' | 'rejected';

/** An SMSC's report on a message. */
export interface DeliveryReceipt {
  /** The id of the answer to submit_sm; of a long message, that of one part. */
  readonly messageId: string;
  readonly status: DeliveryStatus;
  /** The network's error code, as the SMSC writes it; undefined: it wrote none. */
  readonly error: string | undefined;
}

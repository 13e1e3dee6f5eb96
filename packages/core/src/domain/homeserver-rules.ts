/** Whether a caller learns if a number has an account, or its owner alone does, by a message. */
export type AvailabilityDisclosure = 'told' | 'concealed';

/** The rules of a homeserver's side. */
export interface HomeserverRules {
  readonly disclosure: AvailabilityDisclosure;
  /** Our own `submitToken` on v1, which takes no access token. */
  readonly submitUrl: string;
}

/** `told`: the caller learns whether a number has an account. `concealed`: only its owner does, by a message. */
export type AvailabilityDisclosure = 'told' | 'concealed';

/** Rules of the client-server API. */
export interface HomeserverRules {
  readonly disclosure: AvailabilityDisclosure;
  /** Our own `submitToken` on v1, which takes no access token. */
  readonly submitUrl: string;
}

/** Where a request comes from. The texts only have to differ where the addresses do. */
export interface SimulatedCaller {
  /** An IPv4 address, or the /64 of an IPv6 address. */
  readonly address: string;
  /** The /56 of an IPv6 address; undefined for IPv4. */
  readonly site: string | undefined;
  /** The /48 of an IPv6 address; undefined for IPv4. */
  readonly premises: string | undefined;
  /** The /16 or /32: roughly, whose customer it is. */
  readonly network: string;
}

/** A request for a message. */
export interface Ask {
  /** E.164 without the `+`. */
  readonly msisdn: string;
  readonly country: string;
  readonly dialCode: string;
  /** Undefined if the host doesn't know it. */
  readonly caller: SimulatedCaller | undefined;
  /** True if the request brings a solved challenge. */
  readonly proved: boolean;
  /** Milliseconds of simulated time. */
  readonly now: number;
}

export type Verdict =
  | {
      readonly kind: 'allow';
      /** Called at most once, when the code of the message has been submitted. */
      readonly verified: (now: number) => void | Promise<void>;
    }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'challenge' };

/** A policy under test. */
export interface SimulatedPolicy {
  decide(ask: Ask): Verdict | Promise<Verdict>;
  /** Called once, after the last decision. */
  close?(): Promise<void>;
}

/** A row of the table: a policy by name, made anew for each run. */
export interface PolicyUnderTest {
  readonly name: string;
  readonly create: () => SimulatedPolicy;
  /** True if attackers solve challenges. */
  readonly attackersSolve: boolean;
}

import type { VerificationState } from '@threepid/client';

/** A verified number. Your server asks threepid for it by `sid` and `clientSecret`, and trusts nothing else. */
export interface VerifiedNumber {
  readonly sid: string;
  readonly clientSecret: string;
  /** The number in E.164 without the `+`, if the server reported it. */
  readonly msisdn: string | undefined;
}

/** Dispatched as `threepid-verified` once the number is verified. */
export class ThreepidVerifiedEvent extends CustomEvent<VerifiedNumber> {
  private readonly work: Promise<unknown>[] = [];

  constructor(detail: VerifiedNumber) {
    super('threepid-verified', { detail, bubbles: true, composed: true });
  }

  /**
   * Has the person wait for what the page does with the number, such as a call of its server. If the promise rejects, the
   * element says so and lets the person try again: the event is dispatched once more.
   */
  waitUntil(work: Promise<unknown>): void {
    this.work.push(work);
  }

  /** Settles like the work of all listeners. */
  async settled(): Promise<void> {
    await Promise.all(this.work);
  }
}

/** Dispatched as `threepid-change` after each change of what the element shows. */
export type ThreepidChangeEvent = CustomEvent<{ readonly step: VerificationState['step'] }>;

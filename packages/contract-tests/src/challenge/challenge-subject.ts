import type { Challenge, ChallengeOffer } from '@threepid/core';

/** Failures of a service that a challenge asks: it is down, doesn't answer in time, or answers something else. */
export type ChallengeServiceFailure = 'down' | 'hang' | 'garbage' | 'server-error';

/** A challenge under test, and who solves it. */
export interface ChallengeSubject {
  readonly challenge: Challenge;
  /** Solves an offer as a client does, at the time of the last `setTime`: the answer. */
  readonly solve: (offer: ChallengeOffer) => Promise<string>;
  /** The same answer, spelled otherwise. */
  readonly respell?: (answer: string) => readonly string[];
  /** Sets the time of the service that the challenge asks. */
  readonly setTime?: (now: number) => void;
  /** Makes that service fail from now on. */
  readonly fail?: (failure: ChallengeServiceFailure) => Promise<void> | void;
  /** Texts that no offer, reason or error may contain. */
  readonly secrets?: readonly string[];
  readonly close?: () => Promise<void>;
}

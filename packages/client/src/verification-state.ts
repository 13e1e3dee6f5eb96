import type { ChallengeProgress } from './prove.js';
import type { VerificationProblem } from './verification-problem.js';
import type { NumberToVerify, PendingSession, VerificationSession } from './verification-session.js';

/** The person types a number. */
export interface AskingNumber {
  readonly step: 'number';
  /** The number of the last request, to be shown again. */
  readonly number: NumberToVerify | undefined;
  readonly problem: VerificationProblem | undefined;
}

/** The first message to a number is requested. */
export interface SendingMessage {
  readonly step: 'sending';
  readonly number: NumberToVerify;
  /** Progress of the work that the server asks for first, if it does. */
  readonly challenge: ChallengeProgress | undefined;
}

/** Fields of the steps in which a message is on its way. */
interface MessageSent {
  readonly session: VerificationSession;
  /** Time from which the message may be sent again, in Unix milliseconds. */
  readonly resendAt: number;
  /** How often the message was sent again, as far as this page knows. */
  readonly resent: number;
  /** True while the message is requested again. */
  readonly resending: boolean;
  /** Progress of the work that the server asks for before a resend, if it does. */
  readonly challenge: ChallengeProgress | undefined;
  /** The code that is submitted. It stays until the server has judged it, so that it can be submitted again; else empty. */
  readonly code: string;
  readonly problem: VerificationProblem | undefined;
  /** True if no code of this session can be right any more. A resend starts a new session. */
  readonly dead: boolean;
}

/** The person types the code. */
export interface AskingCode extends MessageSent {
  readonly step: 'code';
}

/** The code is submitted. */
export interface CheckingCode extends MessageSent {
  readonly step: 'checking';
}

/** The number is the person's. The host's server learns it by `sid` and `clientSecret`. */
export interface NumberVerified {
  readonly step: 'verified';
  readonly session: VerificationSession;
}

/** State of a verification; `step` tells the kinds apart. */
export type VerificationState = AskingNumber | SendingMessage | AskingCode | CheckingCode | NumberVerified;

/** All that a verification consists of. */
export interface VerificationProgress {
  readonly state: VerificationState;
  /** The session of the next request for the same number; undefined: it starts a new one. */
  readonly next: PendingSession | undefined;
}

/** A state without calls in flight. */
export type SettledState = AskingNumber | AskingCode | NumberVerified;

export const firstStep: AskingNumber = { step: 'number', number: undefined, problem: undefined };

export function askingCode(session: VerificationSession, resendAt: number, resent: number): AskingCode {
  return {
    step: 'code',
    session,
    resendAt,
    resent,
    resending: false,
    challenge: undefined,
    code: '',
    problem: undefined,
    dead: false,
  };
}

/** The state once the call in flight is ended. What the person typed stays. */
export function settled(state: VerificationState): SettledState {
  if (state.step === 'sending') return { ...firstStep, number: state.number };
  if (state.step === 'checking' || state.step === 'code')
    return { ...state, step: 'code', resending: false, challenge: undefined };
  return state;
}

/** The progress after a call that failed. A dead session is not continued, and may be replaced at once. */
export function failed(
  { state: during, next }: VerificationProgress,
  problem: VerificationProblem,
): VerificationProgress {
  const state = { ...settled(during), problem };
  if (state.step !== 'code') return { state, next };
  switch (problem.kind) {
    case 'dead-session':
      return { state: { ...state, code: '', resendAt: 0, dead: true }, next: undefined };
    case 'wrong-code':
      return { state: { ...state, code: '' }, next };
    case 'limited':
      // A limit of submits is none of messages.
      return { state: during.step === 'code' ? { ...state, resendAt: problem.until } : state, next };
    default:
      return { state, next };
  }
}

export {
  createThreepidClient,
  type CallOptions,
  type RequestOptions,
  type RequestResult,
  type SubmitResult,
  type ThreepidClient,
  type ThreepidClientOptions,
} from './threepid-client.js';
export type { OfferedChallenge, ChallengeProgress, ChallengeSolver } from './prove.js';
export type {
  NumberToVerify,
  PendingSession,
  VerificationChannel,
  VerificationSession,
} from './verification-session.js';
export type {
  LimitError,
  NetworkError,
  RefusalError,
  ThreepidClientError,
  UnknownError,
} from './client-error.js';
export type { ClientFetch, ClientRequestInit, ClientResponse, ClientSignal } from './platform.js';
export { createVerification, type Verification, type VerificationOptions } from './verification.js';
export type {
  AskingCode,
  AskingNumber,
  CheckingCode,
  NumberVerified,
  SendingMessage,
  VerificationState,
} from './verification-state.js';
export type {
  ExplainedProblem,
  FailedProblem,
  LimitedProblem,
  VerificationProblem,
} from './verification-problem.js';
export type { KeptProgress } from './kept-progress.js';

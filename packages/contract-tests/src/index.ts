export type { ContractRunner } from './runner/contract-runner.js';
export {
  sessionStorageContract,
  type SessionStorageContractOptions,
} from './session-storage/session-storage-contract.js';
export {
  replaySessionTraces,
  type SessionTrace,
  type SessionTraceRules,
} from './session-storage/session-trace.js';
export {
  accessTokenStorageContract,
  type AccessTokenStorageContractOptions,
} from './access-token-storage/access-token-storage-contract.js';
export {
  termsAgreementStorageContract,
  type TermsAgreementStorageContractOptions,
} from './terms-agreement-storage/terms-agreement-storage-contract.js';
export {
  balanceStorageContract,
  type BalanceStorageContractOptions,
} from './balance-storage/balance-storage-contract.js';
export {
  balanceTraces,
  replayBalanceTrace,
  type BalanceTrace,
  type BalanceTraceTerms,
  type BalanceTraceWorld,
} from './balance-storage/balance-trace.js';
export { sendPolicyContract } from './send-policy/send-policy-contract.js';
export type { SendPolicyContractOptions } from './send-policy/policy-suite.js';
export type { CandidateNumber } from './send-policy/crowds.js';
export {
  spendingStorageContract,
  type SpendingStorageContractOptions,
} from './spending-storage/spending-storage-contract.js';
export {
  replaySpendingTrace,
  type SpendingTrace,
  type SpendingTraceWorld,
} from './spending-storage/spending-trace.js';
export {
  routeStorageContract,
  type RouteStorageContractOptions,
} from './route-storage/route-storage-contract.js';
export {
  blockStorageContract,
  type BlockStorageContractOptions,
} from './block-storage/block-storage-contract.js';
export { challengeContract, type ChallengeContractOptions } from './challenge/challenge-contract.js';
export type { ChallengeServiceFailure, ChallengeSubject } from './challenge/challenge-subject.js';
export { smsSenderContract, type SmsSenderContractOptions } from './sms-sender/sms-sender-contract.js';
export type { SmsFault, SmsPeer, SmsPeerMessage, SmsSenderSubject } from './sms-sender/sms-peer.js';
export { leaksOf } from './sms-sender/leaks-of.js';
export {
  httpContract,
  httpContractSize,
  type HttpContractOptions,
  type HttpException,
} from './http/http-contract.js';
export { createHttpContractReference, type HttpContractReference } from './http/http-contract-reference.js';
export { fastifyExceptions } from './http/fastify-exceptions.js';
export type { HttpContractHost } from './http/http-conversation.js';
export { createHttpContractThreepid, type HttpContractThreepid } from './http/contract-threepid.js';
export { startHttpContractHost } from './http/start-http-contract-host.js';
export {
  performControl,
  remoteControl,
  type HttpContractControl,
  type KnownCaller,
  type HttpContractFaults,
} from './http/http-contract-control.js';
export { nodeHttpListener } from './http/node-http-listener.js';
export {
  SessionHistory,
  type RecordedStorageOptions,
  type SessionHistoryCheck,
  type SessionHistoryOptions,
  type SessionHistoryReport,
} from './histories/session-history.js';
export { SessionCrowd, type CrowdClient, type SessionCrowdOptions } from './histories/session-crowd.js';
export type { LostSuffix } from './histories/lost-suffix.js';
export type { RefundAllowance, SessionCall } from './session-storage/session-call.js';

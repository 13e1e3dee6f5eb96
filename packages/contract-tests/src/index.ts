export { sessionStorageContract, type SessionStorageContractOptions } from './session-storage-contract.js';
export {
  smsSenderContract,
  type SmsFault,
  type SmsPeer,
  type SmsPeerMessage,
  type SmsSenderContractOptions,
  type SmsSenderSubject,
} from './sms-sender-contract.js';
export { leaksOf } from './sms-cause-leaks.js';
export {
  SmsHttpPeer,
  type AnsweredSmsFault,
  type SmsHttpProvider,
  type SmsPeerAnswer,
  type SmsPeerJudgement,
  type SmsPeerRequest,
} from './sms-http-peer.js';
export { snsErrorAnswer, startSnsPeer, type SnsPeerMessage } from './sns-peer.js';
export {
  startTwilioPeer,
  twilioErrorAnswer,
  type TwilioPeerAccount,
  type TwilioPeerMessage,
} from './sms-twilio-peer.js';
export { startWebhookPeer, type WebhookPeerMessage } from './sms-webhook-peer.js';
export {
  startPerlSmsc,
  type PerlSmsc,
  type PerlSmscOptions,
  type SmscBehaviour,
  type SmscBinding,
  type SmscDelivery,
  type SmscEvent,
  type SmscMessage,
  type SmscSubmission,
} from './smsc/start-perl-smsc.js';
export { inStepWith, smscPeer } from './smsc/smsc-peer.js';
export {
  httpContract,
  httpContractSize,
  type HttpContractOptions,
  type HttpException,
} from './http-contract.js';
export type { HttpContractHost } from './http/http-conversation.js';
export { createHttpContractThreepid, type HttpContractThreepid } from './http/contract-threepid.js';
export {
  performControl,
  remoteControl,
  type HttpContractControl,
  type KnownCaller,
  type HttpContractFaults,
} from './http/http-contract-control.js';
export { nodeHttpListener } from './http/node-http-host.js';
export {
  accessTokenStorageContract,
  type AccessTokenStorageContractOptions,
} from './access-token-storage-contract.js';
export {
  termsAgreementStorageContract,
  type TermsAgreementStorageContractOptions,
} from './terms-agreement-storage-contract.js';

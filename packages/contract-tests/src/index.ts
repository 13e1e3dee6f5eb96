export {
  smsSenderContract,
  type SmsFault,
  type SmsPeer,
  type SmsPeerMessage,
  type SmsSenderContractOptions,
  type SmsSenderSubject,
} from './sms-sender-contract.js';
export { leaksOf } from './sms-cause-leaks.js';

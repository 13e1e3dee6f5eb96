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
} from './start-perl-smsc.js';
export { inStepWith, smscPeer } from './smsc-peer.js';

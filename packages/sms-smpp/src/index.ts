export { SmppSmsSender } from './smpp-sms-sender.js';
export type { SmppAddress, SmppOptions, SmppReconnectOptions } from './smpp-options.js';
export type { SmppReceipt, DeliveryStatus } from './smpp-receipt.js';
export { SmppStatusError } from './command-status.js';

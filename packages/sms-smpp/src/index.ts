export { SmppSmsSender } from './smpp-sms-sender.js';
export type { SmppAddress, SmppOptions, SmppReconnectOptions } from './smpp-options.js';
export type { DeliveryReceipt, DeliveryStatus } from './delivery-receipt.js';
export { SmppStatusError } from './command-status.js';

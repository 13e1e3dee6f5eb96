export { WhatsAppSender } from './whatsapp-sender.js';
export type { WhatsAppSenderOptions } from './whatsapp-options.js';

export { TelegramSender } from './telegram-sender.js';
export type { TelegramSenderOptions } from './telegram-options.js';

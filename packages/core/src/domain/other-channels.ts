/** The channels beside SMS, in the order in which they are named to people. */
export const otherChannels = ['whatsapp', 'telegram', 'voice'] as const;

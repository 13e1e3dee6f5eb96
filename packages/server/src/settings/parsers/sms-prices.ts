import { list } from './list.js';

/** What messages cost by provider, and what a verified number is worth. */
export interface SmsPrices {
  readonly prices: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly worth: number;
}

const form = /^(?:(worth)|([^=]+)\.([A-Z]{2}|001|default))=(\d+(?:\.\d+)?)$/;
const example = 'sns.GB=0.04,sns.default=0.05,twilio.default=0.06,worth=1';

/** Accepts `sns.GB=0.04,twilio.default=0.06,worth=1`. */
export function smsPrices(text: string): SmsPrices {
  const prices: Record<string, Record<string, number>> = {};
  let worth = 0;
  for (const entry of list(text)) {
    const [, isWorth, provider = '', country = '', amount] = form.exec(entry) ?? [];
    if (amount === undefined)
      throw new TypeError(`must be a comma-separated list such as ${example}; '${entry}' isn't in that form`);
    if (isWorth === undefined) prices[provider] = { ...prices[provider], [country]: Number(amount) };
    else worth = Number(amount);
  }
  if (worth > 0) return { prices, worth };
  throw new TypeError(
    'must say what one more verified number is worth, in the currency of the prices: worth=1',
  );
}

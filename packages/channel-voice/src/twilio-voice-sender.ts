import {
  resultOfUncarriedMessage,
  systemClock,
  type Clock,
  type DeliveryReceipt,
  type ProviderCallback,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { TwilioAccount, twilioResultOf } from '@threepid/sms-twilio';
import { CodeSeal } from './sealed-code.js';
import { spokenIn, type Spoken } from './spoken.js';
import { askingForKey, readingCode } from './twiml.js';
import { checkVoiceOptions, signingOf, type TwilioVoiceSenderOptions } from './twilio-voice-options.js';
import { voiceCallback } from './voice-callback.js';
import { voiceMeaningOf } from './voice-error-codes.js';

/** For a code of which nobody says when it expires, in milliseconds. */
const usualLifetimeMs = 600_000;

/** Longer than the longest call with two readings. */
const longestCallSeconds = 120;

/**
 * Reads codes out in a phone call, with Twilio's Calls API: one `POST`, never repeated. Digits only, one by one, twice, in the
 * person's language. Messages without a code, and codes with other characters, are left to other channels.
 */
export class TwilioVoiceSender implements SmsSender {
  readonly name = 'voice';
  readonly channel = 'voice';
  /** The call by which Twilio asks for the code, if there is a `callbackUrl`. */
  readonly callbacks: readonly ProviderCallback[];
  readonly #options: TwilioVoiceSenderOptions;
  readonly #account: TwilioAccount;
  readonly #seal: CodeSeal;
  readonly #spoken: Spoken;
  readonly #clock: Clock;
  #listener: (receipt: DeliveryReceipt) => void = () => undefined;

  /** @throws TypeError if an option is invalid. */
  constructor(options: TwilioVoiceSenderOptions) {
    this.#options = options;
    this.#account = new TwilioAccount(options);
    checkVoiceOptions(options);
    this.#spoken = languageOf(options);
    this.#clock = options.clock ?? systemClock;
    this.#seal = new CodeSeal(options.authToken ?? options.apiKeySecret ?? '');
    const tell = (receipt: DeliveryReceipt): void => {
      this.#listener(receipt);
    };
    const callback = voiceCallback({
      seal: this.#seal,
      signing: signingOf(options),
      clock: this.#clock,
      tell,
    });
    this.callbacks = options.callbackUrl === undefined ? [] : [callback];
  }

  async send(message: SmsMessage): Promise<SmsResult> {
    const { code = '' } = message;
    if (!/^[0-9]{4,12}$/.test(code))
      return resultOfUncarriedMessage('voice', message, 'the code is not 4 to 12 digits');
    const exchange = await this.#account.post('Calls.json', this.#formOf(message, code));
    return twilioResultOf(exchange, message, { provider: this.name, meaningOf: voiceMeaningOf });
  }

  /** Resolves if the API answers at all. */
  ready(): Promise<void> {
    return this.#account.reach();
  }

  onReceipt(listener: (receipt: DeliveryReceipt) => void): void {
    this.#listener = listener;
  }

  #formOf(message: SmsMessage, code: string): URLSearchParams {
    const { byCountry = {}, from, ringSeconds = 25 } = this.#options;
    const differing = message.country === undefined ? undefined : byCountry[message.country];
    return new URLSearchParams({
      To: message.to,
      From: differing?.from ?? from,
      Twiml: this.#twimlOf(message, code),
      Timeout: String(ringSeconds),
      TimeLimit: String(longestCallSeconds),
    });
  }

  #twimlOf({ locale, brand, expiresAt }: SmsMessage, code: string): string {
    const spoken = spokenIn(locale) ?? this.#spoken;
    const { callbackUrl } = this.#options;
    if (callbackUrl === undefined) return readingCode({ code, spoken, brand });
    const until = expiresAt ?? this.#clock.now() + usualLifetimeMs;
    const action = new URL(callbackUrl);
    action.searchParams.set('c', this.#seal.seal({ code, tag: spoken.tag, brand, expiresAt: until }));
    return askingForKey({ code, spoken, brand }, action.href);
  }
}

function languageOf({ language = 'en' }: TwilioVoiceSenderOptions): Spoken {
  const spoken = spokenIn(language);
  if (spoken === undefined) throw new TypeError('language must be one that calls speak, such as en');
  return spoken;
}

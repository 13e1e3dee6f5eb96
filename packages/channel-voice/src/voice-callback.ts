import type {
  CallbackAnswer,
  CallbackRequest,
  Clock,
  DeliveryReceipt,
  ProviderCallback,
} from '@threepid/core';
import { isSignedByTwilio, type TwilioSigning } from '@threepid/sms-twilio';
import type { CodeSeal } from './sealed-code.js';
import { spokenByTag } from './spoken.js';
import { readingCode } from './twiml.js';

/** What the callback needs of its sender. */
export interface VoiceCallbackOptions {
  readonly seal: CodeSeal;
  /** How Twilio signs its calls. Undefined: nothing but the URL shows who calls. */
  readonly signing: TwilioSigning | undefined;
  readonly clock: Clock;
  readonly tell: (receipt: DeliveryReceipt) => void;
}

/** The call by which Twilio asks what to say, once a person has pressed a key. */
export function voiceCallback(options: VoiceCallbackOptions): ProviderCallback {
  return { name: 'voice', methods: ['POST'], handle: (request) => answerOf(request, options) };
}

/** The URL is in the logs of proxies, so it isn't enough where the token is known. The query is a part of what is signed. */
function isTwilios(request: CallbackRequest, signing: TwilioSigning | undefined): boolean {
  return (
    signing === undefined || isSignedByTwilio(request, { ...signing, url: `${signing.url}?${request.query}` })
  );
}

function answerOf(request: CallbackRequest, options: VoiceCallbackOptions): CallbackAnswer {
  const { seal, signing, clock, tell } = options;
  if (!isTwilios(request, signing)) return { status: 403 };
  const { query, body } = request;
  const sealed = seal.open(new URLSearchParams(query).get('c') ?? '');
  const form = new URLSearchParams(body);
  // A key was pressed, or somebody else found the URL.
  if (sealed === undefined || !/^[0-9*#]$/.test(form.get('Digits') ?? '')) return { status: 403 };
  const spoken = spokenByTag.get(sealed.tag);
  if (spoken === undefined || sealed.expiresAt <= clock.now()) return twiml('<Response><Hangup/></Response>');
  const messageId = form.get('CallSid') ?? '';
  if (messageId !== '') tell({ sender: 'voice', messageId, state: 'delivered' });
  return twiml(readingCode({ code: sealed.code, spoken, brand: sealed.brand }));
}

function twiml(body: string): CallbackAnswer {
  return { status: 200, body, contentType: 'text/xml; charset=utf-8' };
}

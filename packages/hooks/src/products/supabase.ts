import { createWebhookVerifier, WebhookVerificationError, type Clock } from '@threepid/core';
import type { Hook } from '../hook.js';
import { objectIn, textIn, type HookCall } from '../hook-call.js';
import { HookRefusal, unauthorized } from '../hook-refusal.js';
import type { SupabaseHookOptions } from '../hooks-options.js';
import { jsonAnswer } from '../json-answer.js';
import { personAddress } from '../person-address.js';

/**
 * Supabase Auth's Send SMS hook.
 *
 * Sources, of supabase/auth 2.196.0: internal/hooks/hookshttp/hookshttp.go (headers, signature, time-out, retries, statuses),
 * internal/hooks/v0hooks/v0hooks.go (`SendSMSInput`, `Metadata`), internal/hooks/hookserrors/hookserrors.go (errors),
 * internal/api/phone.go and mfa.go (when it is called, numbers without the `+`). Standard Webhooks 1.0.0.
 *
 * It signs each attempt anew, with a `webhook-id` of its own: what attempts have in common is the body.
 */
export function supabaseHook(
  { secrets, localesOf = noLocales, acceptAfterMs = 4_000 }: SupabaseHookOptions,
  clock: Clock,
): Hook {
  const verify = createWebhookVerifier(symmetric(secrets), { clock });
  if (!(acceptAfterMs > 0 && acceptAfterMs <= patienceMs))
    throw new TypeError(
      `threepid: supabase.acceptAfterMs must be milliseconds, ${String(patienceMs)} at most`,
    );
  return {
    authenticate(call) {
      try {
        verify({ headers: call.headers, body: call.text() });
      } catch (error) {
        if (error instanceof WebhookVerificationError) throw unauthorized();
        throw error;
      }
    },
    read: (call) => messageOf(call, localesOf),
    acceptAfterMs,
    // Without a content type, or with another one, it fails.
    accepted: jsonAnswer(200, {}),
    refused,
  };
}

/** How long Supabase waits. Node's timers end at once if they are to last much longer. */
const patienceMs = 5_000;

/** The dashboard shows `v1,whsec_...`; Standard Webhooks has no `v1,` before a secret. */
function symmetric(secrets: string | readonly string[]): readonly string[] {
  const list = typeof secrets === 'string' ? [secrets] : secrets;
  return list.map((secret) => secret.replace(/^v1,/, ''));
}

function messageOf(call: HookCall, localesOf: NonNullable<SupabaseHookOptions['localesOf']>) {
  const fields = call.fields();
  const [user, sms, metadata] = [
    objectIn(fields, 'user'),
    objectIn(fields, 'sms'),
    objectIn(fields, 'metadata'),
  ];
  // For a change of number, `user.phone` is still the old one. Versions before `sms.phone` had only that.
  const phone = textIn(sms, 'phone') ?? textIn(user, 'phone');
  const code = textIn(sms, 'otp');
  if (phone === undefined || code === undefined)
    throw new HookRefusal(400, 'The body must have sms.otp, and sms.phone or user.phone');
  return {
    phoneNumber: phone.startsWith('+') ? phone : `+${phone}`,
    code,
    id: `supabase ${textIn(metadata, 'uuid') ?? call.fingerprint()}`,
    locales: localesOf(user).filter((locale) => typeof locale === 'string'),
    clientAddress: personAddress(textIn(metadata, 'ip_address')),
  };
}

function noLocales(): readonly string[] {
  return [];
}

/**
 * With 200 and `error`, Supabase answers the person with our status and message. With any other status it answers 500 and
 * logs ours: for what is no person's business. No `Retry-After`: with one, it would repeat the call at once, and twice.
 */
function refused({ status, message, isForPerson }: HookRefusal) {
  return jsonAnswer(isForPerson ? 200 : status, { error: { http_code: status, message } });
}

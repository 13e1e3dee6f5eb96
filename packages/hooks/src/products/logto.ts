import { createSecretCheck } from '@threepid/core';
import type { Hook } from '../hook.js';
import { headerOf, objectIn, textIn, type HookCall, type JsonFields } from '../hook-call.js';
import { HookRefusal, unauthorized } from '../hook-refusal.js';
import type { LogtoHookOptions } from '../hooks-options.js';
import { jsonAnswer, plainRefusal } from '../json-answer.js';
import { personAddress } from '../person-address.js';
import { headerList } from '../secret-list.js';

/**
 * Logto's HTTP SMS connector.
 *
 * Sources, of logto-io/logto, connector-http-sms 0.2.1: packages/connectors/connector-http-sms/src/index.ts and README.md
 * (`{to, type, payload, ip}`, the Authorization header, any 2xx is success, the body of an error is passed on),
 * packages/toolkit/connector-kit/src/types/passwordless.ts (`payload`: code, locale, uiLocales),
 * packages/core/src/libraries/passcode.ts (numbers without the `+`, and a new code for each message).
 */
export function logtoHook({ authorization }: LogtoHookOptions): Hook {
  const isKnown = createSecretCheck(headerList(authorization, 'logto.authorization'));
  return {
    authenticate(call) {
      if (!isKnown(headerOf(call, 'authorization'))) throw unauthorized();
    },
    read: messageOf,
    accepted: jsonAnswer(200, {}),
    refused: plainRefusal,
  };
}

function messageOf(call: HookCall) {
  const fields = call.fields();
  const payload = objectIn(fields, 'payload');
  const [to, code] = [textIn(fields, 'to'), textIn(payload, 'code')];
  if (to === undefined || code === undefined)
    throw new HookRefusal(400, 'The body must have to and payload.code');
  return {
    phoneNumber: to.startsWith('+') ? to : `+${to}`,
    code,
    id: `logto ${call.fingerprint()}`,
    locales: localesOf(payload),
    clientAddress: personAddress(textIn(fields, 'ip')),
  };
}

/** `uiLocales` is what the app has asked for; `locale` is what Logto found. */
function localesOf(payload: JsonFields): readonly string[] {
  const asked = textIn(payload, 'uiLocales')?.split(' ', 10) ?? [];
  const found = textIn(payload, 'locale');
  return found === undefined ? asked : [...asked, found];
}

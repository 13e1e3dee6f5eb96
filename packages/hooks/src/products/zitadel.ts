import type { Clock } from '@threepid/core';
import type { Hook } from '../hook.js';
import { headerOf, objectIn, textIn, type HookCall } from '../hook-call.js';
import { HookRefusal, unauthorized } from '../hook-refusal.js';
import type { ZitadelHookOptions } from '../hooks-options.js';
import { jsonAnswer, plainRefusal } from '../json-answer.js';
import { secretList } from '../secret-list.js';
import { createZitadelVerifier } from '../zitadel-signature.js';

/**
 * Zitadel's HTTP SMS provider.
 *
 * Sources, of zitadel/zitadel (v4): internal/notification/types/user_phone.go (`contextInfo`, `templateData`, and `args`, whose
 * names have their first letter in lower case: `OTP` becomes `oTP`), internal/notification/types/otp.go and
 * phone_verification_code.go (the codes' names), internal/notification/channels/webhook/channel.go (any 2xx is success, a
 * time-out of 5 seconds, the body isn't read), pkg/actions/signing.go; and the guide "Notification Providers".
 */
export function zitadelHook({ signingKeys, text = 'theirs' }: ZitadelHookOptions, clock: Clock): Hook {
  const isSigned = createZitadelVerifier(secretList(signingKeys, 'zitadel.signingKeys'), clock);
  return {
    authenticate(call) {
      if (!isSigned(headerOf(call, 'zitadel-signature'), call.text())) throw unauthorized();
    },
    read: (call) => messageOf(call, text),
    accepted: jsonAnswer(200, {}),
    refused: plainRefusal,
  };
}

function messageOf(call: HookCall, text: 'theirs' | 'ours') {
  const fields = call.fields();
  const [context, args] = [objectIn(fields, 'contextInfo'), objectIn(fields, 'args')];
  const recipient = textIn(context, 'recipientPhoneNumber');
  const code = textIn(args, 'oTP') ?? textIn(args, 'code');
  const theirs = textIn(objectIn(fields, 'templateData'), 'text');
  if (recipient === undefined || (code ?? theirs) === undefined)
    throw new HookRefusal(
      400,
      'The body must have contextInfo.recipientPhoneNumber, and a code or templateData.text',
    );
  return {
    phoneNumber: recipient,
    code,
    text: text === 'ours' && code !== undefined ? undefined : theirs,
    // Not the whole body: a repeated call has the user's data of its own time.
    id: `zitadel ${JSON.stringify([textIn(context, 'eventType'), code, theirs])}`,
  };
}

import { createSecretCheck } from '@threepid/core';
import type { Hook } from '../hook.js';
import { headerOf, objectIn, textIn, type HookCall, type JsonFields } from '../hook-call.js';
import { HookRefusal, unauthorized } from '../hook-refusal.js';
import type { KratosHookOptions } from '../hooks-options.js';
import { jsonAnswer, plainRefusal } from '../json-answer.js';
import { headerList, secretList } from '../secret-list.js';

/**
 * Ory Kratos's HTTP courier channel, with a body of the README's Jsonnet: the fields of Kratos's own model.
 *
 * Sources, of ory/kratos 26.2.0: courier/http_channel.go (the model, any 2xx is success, a time-out of 10 seconds),
 * courier/courier_dispatcher.go (a failed message is repeated unchanged, `message_retries` times),
 * request/auth.go (`basic_auth`, `api_key`), courier/template/sms/*.go (the codes' names).
 */
export function kratosHook({ text = 'theirs', ...authentication }: KratosHookOptions): Hook {
  const { header, isKnown } = expectedHeader(authentication);
  return {
    authenticate(call) {
      if (!isKnown(headerOf(call, header))) throw unauthorized();
    },
    read: (call) => messageOf(call, text),
    accepted: jsonAnswer(200, {}),
    refused: plainRefusal,
  };
}

function expectedHeader({ authorization, basicAuth, apiKey }: Omit<KratosHookOptions, 'text'>) {
  if ([authorization, basicAuth, apiKey].filter((way) => way !== undefined).length !== 1)
    throw new TypeError('threepid: kratos needs exactly one of authorization, basicAuth and apiKey');
  const isKnown = (secrets: string | readonly string[], option: string) =>
    createSecretCheck(headerList(secrets, option));
  if (apiKey !== undefined)
    return { header: apiKey.name.toLowerCase(), isKnown: isKnown(apiKey.value, 'kratos.apiKey.value') };
  const expected = basicAuth === undefined ? (authorization ?? []) : basicHeader(basicAuth);
  return { header: 'authorization', isKnown: isKnown(expected, 'kratos.authorization') };
}

/** RFC 7617, section 2. */
function basicHeader({ user, password }: NonNullable<KratosHookOptions['basicAuth']>): string {
  secretList(password, 'kratos.basicAuth.password');
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function messageOf(call: HookCall, text: 'theirs' | 'ours') {
  const fields = call.fields();
  const [recipient, body] = [textIn(fields, 'recipient'), textIn(fields, 'body')];
  if (recipient === undefined || body === undefined || fields['message_type'] === 'email')
    throw new HookRefusal(400, 'The body must have the recipient and the body of an SMS');
  const code = codeOf(objectIn(fields, 'template_data'));
  return {
    phoneNumber: recipient,
    code,
    text: text === 'ours' && code !== undefined ? undefined : body,
    id: `kratos ${call.fingerprint()}`,
  };
}

/** Recovery codes have the name of those for verification. Notices, such as of a changed address, have none. */
function codeOf(templateData: JsonFields): string | undefined {
  return ['verification_code', 'login_code', 'registration_code']
    .map((name) => textIn(templateData, name))
    .find((code) => code !== undefined);
}

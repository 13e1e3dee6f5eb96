import { expect } from 'chai';
import { ProviderError, type SmsResult } from '@threepid/core';
import { HttpSmsSender, readRecipe, type SmsHttpDeclaration } from '@threepid/sms-http';
import { message } from '../message.js';

/** A status, a body, the result that it is, and the code for the log. */
type DocumentedAnswer = readonly [status: number, body: unknown, result: string, code?: string];

const taken = 'unavailable, unknown';
const notTaken = 'unavailable, no';

/** Answers as the recipes' documentation shows them, beyond those that the peers give. */
const documented: Readonly<Record<string, readonly DocumentedAnswer[]>> = {
  '46elks': [[404, 'Not found', 'refused']],
  azure: [
    [202, recipient(202, { messageId: 'Outgoing_1', successful: true }), 'sent'],
    [202, recipient(400, { errorMessage: 'Invalid To phone number format.' }), 'rejected-destination', '400'],
    [202, recipient(429, {}), notTaken, '429'],
    [202, recipient(401, { errorMessage: 'not for this recipient' }), 'rejected-destination', '401'],
    [202, recipient(403, { errorMessage: 'not for this recipient' }), 'rejected-destination', '403'],
    [202, recipient(503, { errorMessage: 'ServiceUnavailable' }), taken, '503'],
    [202, recipient(202, { successful: true }), taken, '202'],
    [401, { error: { code: 'Denied', message: 'Denied by the resource provider.' } }, 'refused', 'Denied'],
  ],
  bird: [
    [404, { code: 'NotFound', message: 'channel not found' }, 'refused', 'NotFound'],
    // Bird also answers so if a region isn't allowed, which may be the number's.
    [403, { code: 'Forbidden', message: 'not allowed' }, 'rejected-destination', 'Forbidden'],
    [409, { code: 'Conflict', message: 'the channel is not active' }, 'refused', 'Conflict'],
  ],
  brevo: [
    [201, { messageId: 1_511_882_900_176_220 }, 'sent'],
    [400, { code: 'account_under_validation', message: 'x' }, 'refused', 'account_under_validation'],
  ],
  clickatell: [
    [202, { messages: [{ apiMessageId: '02ca87d5', accepted: true, to: '2799900001' }] }, 'sent'],
    [
      207,
      { messages: [{ accepted: false, error: { code: 25, description: 'x' } }] },
      'rejected-destination',
      '25',
    ],
    [402, { messages: [{ accepted: false, error: { code: 20, description: 'x' } }] }, 'refused', '20'],
    [503, { error: { code: 19, description: 'Internal error, please retry' } }, taken, '19'],
  ],
  infobip: [
    [200, status('PENDING', 'PENDING_ENROUTE'), 'sent'],
    [200, status('REJECTED', 'REJECTED_NOT_ENOUGH_CREDITS'), 'refused', 'REJECTED_NOT_ENOUGH_CREDITS'],
    [200, status('REJECTED', 'REJECTED_SYSTEM_ERROR'), notTaken, 'REJECTED_SYSTEM_ERROR'],
    [200, status('REJECTED', 'REJECTED_NETWORK'), 'rejected-destination', 'REJECTED_NETWORK'],
    [400, { errorCode: 'E400', description: 'Request cannot be processed.' }, 'rejected-destination', 'E400'],
    [403, { errorCode: 'E403', description: 'Insufficient permissions' }, 'refused', 'E403'],
  ],
  messagemedia: [
    [202, { messages: [{ message_id: '877c19ef', status: 'queued' }] }, 'sent'],
    [403, { message: 'Unauthorised' }, 'refused'],
    [400, { message: 'x', details: ['Failed to parse message body.'] }, 'rejected-destination'],
  ],
  ovhcloud: [
    [200, { ids: [10_000_001], invalidReceivers: [], validReceivers: ['+33600000000'] }, 'sent'],
    [
      403,
      { errorCode: 'NOT_GRANTED_CALL', message: 'This call has not been granted' },
      'refused',
      'NOT_GRANTED_CALL',
    ],
    [200, { ids: [], invalidReceivers: [], validReceivers: [] }, taken],
  ],
  plivo: [
    [202, { message: 'message(s) queued', message_uuid: ['db3ce55a'], api_id: 'db342550' }, 'sent'],
    [404, { error: 'not found' }, 'refused'],
    [400, { error: 'dst is not valid' }, 'rejected-destination'],
    [400, { error: 'src parameter not present' }, 'refused'],
    // A stranger may ask for a code at the operator's own number.
    [400, { error: 'src and dst cannot be the same' }, 'rejected-destination'],
    [400, { error: 'src is not allowed for this destination' }, 'rejected-destination'],
  ],
  sinch: [
    [
      400,
      { code: 'syntax_invalid_parameter_format', text: 'to' },
      'rejected-destination',
      'syntax_invalid_parameter_format',
    ],
    [400, { code: 'syntax_invalid_json', text: 'x' }, 'refused', 'syntax_invalid_json'],
  ],
  telnyx: [
    [400, telnyxError('40310', "Invalid 'to' address"), 'rejected-destination', '40310'],
    [400, telnyxError('40319', 'Incompatible message type'), 'rejected-destination', '40319'],
    // To a country that a number of the United States can't send to: strangers choose it.
    [409, telnyxError('40306', 'Alpha sender not configured'), 'rejected-destination', '40306'],
    [400, telnyxError('40305', "Invalid 'from' address"), 'refused', '40305'],
    [403, telnyxError('40314', 'Messaging disabled on account'), 'refused', '40314'],
    [403, telnyxError('40333', 'Spend limit reached'), 'refused', '40333'],
    [403, telnyxError('10010', 'Authorization failed'), 'refused', '10010'],
    [422, telnyxError('99999', 'A new one'), 'rejected-destination', '99999'],
  ],
};

describe('documented answers', () => {
  for (const [name, answers] of Object.entries(documented))
    it(`of ${name} mean what they say`, async () => {
      for (const [status, body, expected, code] of answers) {
        const result = await resultOf(readRecipe(name), status, body);
        const cause = result.kind === 'sent' ? undefined : result.cause;
        const described = [kindOf(result), cause instanceof ProviderError ? cause.code : undefined];
        expect(described, `${String(status)} ${JSON.stringify(body)}`).to.deep.equal([expected, code]);
      }
    });
});

async function resultOf(declaration: SmsHttpDeclaration, status: number, body: unknown): Promise<SmsResult> {
  const answer = typeof body === 'string' ? new Response(body, { status }) : Response.json(body, { status });
  const fetch = (): Promise<Response> => Promise.resolve(answer);
  const settings = { ...needed(declaration), ...hosts[declaration.name] };
  return new HttpSmsSender(declaration, { settings, fetch }).send(message);
}

/** Settings of which the declaration says more than that they must be there. */
const hosts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  azure: { endpoint: 'https://contoso.communication.azure.com', accessKey: 'c2VjcmV0' },
  infobip: { apiHost: 'abc123.api.infobip.com' },
};

function needed({ settings }: SmsHttpDeclaration): Readonly<Record<string, string>> {
  const names = Object.keys(settings).filter(
    (name) => settings[name]?.optional !== true && settings[name]?.default === undefined,
  );
  return Object.fromEntries(names.map((name) => [name, `${name}-of-the-test`]));
}

function kindOf(result: SmsResult): string {
  return result.kind === 'unavailable' ? `unavailable, ${result.taken}` : result.kind;
}

function recipient(httpStatusCode: number, parts: object): object {
  return { value: [{ to: message.to, httpStatusCode, successful: false, ...parts }] };
}

function status(groupName: string, name: string): object {
  return { messages: [{ messageId: '2250be2d', status: { groupName, name, description: name } }] };
}

function telnyxError(code: string, title: string): object {
  return { errors: [{ code, title }] };
}

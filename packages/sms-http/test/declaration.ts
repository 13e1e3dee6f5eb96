import type { SmsHttpDeclaration } from '@threepid/sms-http';

/** A declaration with everything in it. Nobody has this API. */
export const declaration: SmsHttpDeclaration = {
  name: 'example',
  documentation: 'Example: SMS API',
  settings: {
    token: { variable: 'EXAMPLE_TOKEN', help: 'The token.', secret: true },
    from: { variable: 'EXAMPLE_FROM', help: 'The sender.', optional: true, byCountry: true },
    region: {
      variable: 'EXAMPLE_REGION',
      help: 'The region.',
      default: 'eu',
      pattern: 'eu|us',
      form: 'eu or us',
    },
  },
  request: {
    url: 'https://{region}.api.example.com/v1/messages',
    authentication: { bearer: '{token}' },
    headers: { 'idempotency-key': '{idempotencyKey:uuid}' },
    json: { to: '{to}', text: '{text}', from: '{from}' },
  },
  answers: [
    { when: { status: '2xx' }, then: 'sent', id: '/id' },
    { when: { status: 422, body: { '/error': 'sender' } }, then: 'refused' },
    { when: { status: 503 }, then: 'not-taken', retryAfter: { at: '/wait', unit: 'milliseconds' } },
  ],
  errors: { code: '/error', message: ['/message', ''], meanings: { refused: ['balance'] } },
  origin: { from: 'from' },
};

import type { SmsPeerMessage } from '@threepid/contract-tests';
import { SmsHttpPeer, type AnsweredSmsFault, type SmsPeerAnswer } from '@threepid/contract-tests/peers';

/** The gateway's side of the wire, according to its documentation. */
export function startGatewayPeer(token: string): Promise<SmsHttpPeer<SmsPeerMessage>> {
  return SmsHttpPeer.start({
    judge: ({ headers, body }) => {
      if (headers.authorization !== `Bearer ${token}`)
        return { kind: 'answer', answer: { status: 401, body: '' } };
      const { to, text } = JSON.parse(body) as SmsPeerMessage;
      if (text === '') return { kind: 'answer', answer: { status: 400, body: 'no text' } };
      return { kind: 'message', message: { to, text } };
    },
    accept: () => ({ status: 202, body: `{"id":"${crypto.randomUUID()}"}` }),
    // It quotes the message, as gateways do.
    fail: (fault, message) => ({ ...faults[fault], body: JSON.stringify(message) }),
  });
}

const faults: Readonly<Record<AnsweredSmsFault, Omit<SmsPeerAnswer, 'body'>>> = {
  refuse: { status: 401 },
  'invalid-parameter': { status: 400 },
  'reject-destination': { status: 410 },
  throttle: { status: 429 },
  'server-error': { status: 500 },
  'malformed-answer': { status: 202 },
};

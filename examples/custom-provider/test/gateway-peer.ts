import { randomUUID } from 'node:crypto';
import {
  SmsHttpPeer,
  type AnsweredSmsFault,
  type SmsHttpProvider,
  type SmsPeerAnswer,
  type SmsPeerMessage,
  type SmsPeerRequest,
} from '@threepid/contract-tests';

/** The gateway's side, written from its documentation and not from the sender. */
export function startGatewayPeer(token: string): Promise<SmsHttpPeer<SmsPeerMessage>> {
  return SmsHttpPeer.start(gatewayOf(token));
}

function gatewayOf(token: string): SmsHttpProvider<SmsPeerMessage> {
  return {
    judge(request) {
      if (!mayCall(request, token)) return { kind: 'answer', answer: json(401, { reason: 'who are you?' }) };
      const { id, to, text } = JSON.parse(request.body) as Readonly<Record<string, unknown>>;
      return typeof id === 'string' && typeof to === 'string' && typeof text === 'string' && text !== ''
        ? { kind: 'message', message: { to, text } }
        : { kind: 'answer', answer: json(400, { reason: 'id, to and text are needed' }) };
    },
    accept: () => json(202, { queued: randomUUID() }),
    fail: (fault, message) => answers[fault](`${message?.text ?? ''} to ${message?.to ?? ''}`),
  };
}

function mayCall({ method, headers }: SmsPeerRequest, token: string): boolean {
  return method === 'POST' && headers.authorization === `Bearer ${token}`;
}

/** Each quotes number and text, as gateways do. */
const answers: Readonly<Record<AnsweredSmsFault, (quoted: string) => SmsPeerAnswer>> = {
  refuse: (quoted) => json(401, { reason: `not from you: ${quoted}` }),
  throttle: (quoted) => json(429, { reason: `too many: ${quoted}` }),
  'reject-destination': (quoted) => json(422, { reason: `opted out: ${quoted}` }),
  'invalid-parameter': (quoted) => json(400, { reason: `can't read: ${quoted}` }),
  'server-error': (quoted) => json(500, { reason: `broke at: ${quoted}` }),
  'malformed-answer': (quoted) => ({ status: 202, body: `{"queued": "${quoted}` }),
};

function json(status: number, body: Readonly<Record<string, unknown>>): SmsPeerAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

// Bugs in the use cases of the core and in what they are made of.
import { tests } from '../finders.mjs';

const src = 'packages/core/src';
const core = (path, titles) => tests(`packages/core/test/${path}.test.ts`, titles);

export const useCaseBugs = [
  {
    name: 'code-under-the-wrong-secret',
    effect: 'Whoever got a code before the secret was rotated is told that it is wrong.',
    file: `${src}/use-cases/submit-token.ts`,
    edits: [
      { find: 'mac: macOfCode(keys, stem, code)', replace: 'mac: macOfCode(this.keyring[0], stem, code)' },
    ],
    foundBy: [core('use-cases/secret-rotation')],
  },
  {
    name: 'rotation-forgets-validations',
    effect: 'After a rotation of the secret, a homeserver no longer finds what people have just verified.',
    file: `${src}/sessions/validated-sessions.ts`,
    edits: [{ find: 'sessionIds: this.keyring.map(', replace: 'sessionIds: this.keyring.slice(0, 1).map(' }],
    foundBy: [core('use-cases/secret-rotation')],
  },
  {
    name: 'client-secret-not-needed',
    effect: 'Whoever sees a sid can guess its code and read its number, without the client secret.',
    file: `${src}/domain/session-identity.ts`,
    edits: [
      {
        find: `keys.digest('session', opening, clientSecret)`,
        replace: `keys.digest('session', opening, clientSecret && '')`,
      },
    ],
    foundBy: [core('domain/session-identity'), core('use-cases/submit-token')],
  },
  {
    name: 'sid-of-another-form-told-apart',
    effect:
      'An unknown sid and a wrong client secret get different answers, which tells which sids there are.',
    file: `${src}/use-cases/submit-token.ts`,
    edits: [
      {
        find: '    const code = normaliseCode(token);\n',
        replace: `    const code = normaliseCode(token);\n    if (stem.length < 18) throw new MatrixError('M_INVALID_PARAM', 'sid is none of this server');\n`,
      },
    ],
    foundBy: [core('use-cases/submit-token')],
  },
  {
    name: 'equal-calls-each-charged',
    effect:
      'Equal calls at once are each charged for a message: a page that asks twice uses up what others need.',
    file: `${src}/messages/equal-calls.ts`,
    edits: [{ find: '    this.underWay.set(name, first);\n', replace: '' }],
    foundBy: [core('messages/equal-calls'), core('messages/judged-messages')],
  },
  {
    name: 'equal-call-forgets-its-successor',
    effect:
      'Behind a provider that hangs, equal calls are charged one by one, once the first has ended after all.',
    file: `${src}/messages/equal-calls.ts`,
    edits: [
      {
        find: 'if (this.underWay.get(name) === first)',
        replace: 'if (this.underWay.get(name)?.asker === first.asker)',
      },
    ],
    foundBy: [core('messages/equal-calls')],
  },
  {
    name: 'messages-under-way-for-ever',
    effect: 'Each message that was ever sent stays in memory.',
    file: `${src}/messages/messages-under-way.ts`,
    edits: [{ find: '      this.here.delete(key);\n', replace: '' }],
    foundBy: [core('messages/messages-under-way')],
  },
  {
    name: 'budget-checked-after-sending',
    effect: 'A message that no budget pays for is sent, and only then refused.',
    file: `${src}/messages/message-delivery.ts`,
    edits: [
      {
        find: '    const unpaid = this.pay(delivery);\n    if (unpaid !== undefined) return unpaid;\n',
        replace: '',
      },
      {
        find: '    if (delivery.reservation !== undefined && isCertainlyUnsent(result))',
        replace:
          '    const unpaid = this.pay(delivery);\n    if (unpaid !== undefined) return unpaid;\n    if (delivery.reservation !== undefined && isCertainlyUnsent(result))',
      },
    ],
    foundBy: [core('spending/reservations')],
  },
  {
    name: 'reservation-used-twice',
    effect: 'One reservation pays for any number of messages: the hard stop behind every other rule is gone.',
    file: `${src}/spending/reservations.ts`,
    edits: [{ find: `    own.state = 'used';\n`, replace: '' }],
    foundBy: [core('spending/reservations')],
  },
  {
    name: 'money-of-a-sent-message-released',
    effect: 'The money of messages that were perhaps sent comes back: the month costs more than its budget.',
    file: `${src}/spending/reservations.ts`,
    edits: [
      {
        find: `if (own?.state !== 'held' && own?.state !== 'unsent') return;`,
        replace: `if (own === undefined || own.state === 'released') return;`,
      },
    ],
    foundBy: [core('spending/reservations')],
  },
  {
    name: 'unknown-result-refunded',
    effect: 'A message that was perhaps sent is refunded: a provider that times out sends without any limit.',
    file: `${src}/messages/session-messages.ts`,
    edits: [
      {
        find: 'if (isCertainlyUnsent(result)) await toSend.onRefunded();',
        replace: `if (result.kind !== 'sent') await toSend.onRefunded();`,
      },
    ],
    foundBy: [core('messages/judged-messages')],
  },
  {
    name: 'rejected-destination-refunded',
    effect:
      'Messages that a provider rejects for their number cost that number nothing: it is asked without end.',
    file: `${src}/messages/session-messages.ts`,
    edits: [{ find: 'refund: isCertainlyUnsent(result),', replace: `refund: result.kind !== 'sent',` }],
    foundBy: [core('use-cases/request-token', 'a provider that fails')],
  },
  {
    name: 'thrown-counts-as-unsent',
    effect:
      'A sender that throws after it has sent is asked again: the person gets two messages, and both cost.',
    file: `${src}/messages/message-delivery.ts`,
    edits: [
      {
        find: `return resultOfFailure('unknown', cause);`,
        replace: `return resultOfFailure('not-taken', cause);`,
      },
    ],
    foundBy: [core('use-cases/request-token', 'a provider that fails')],
  },
  {
    name: 'limits-open-when-the-storage-is-down',
    effect: 'While the storage fails, the limits of an address count as free.',
    file: `${src}/allowances/client-allowance.ts`,
    edits: [
      {
        find: `return result?.status === 'fulfilled' && result.value.kind === 'spent';`,
        replace: `return result?.status !== 'fulfilled' || result.value.kind === 'spent';`,
      },
    ],
    foundBy: [core('use-cases/request-token')],
  },
  {
    name: 'limited-call-stays-charged',
    effect:
      'An address that one limit refuses is charged by all others: it waits longer each time that it asks.',
    file: `${src}/allowances/client-allowance.ts`,
    edits: [
      { find: '    await this.refund(spent, now, record);\n    if (failed', replace: '    if (failed' },
    ],
    foundBy: [core('use-cases/request-token', 'limits')],
  },
  {
    name: 'challenge-answered-twice',
    effect: 'One solved challenge lets two messages through.',
    file: `${src}/challenges/challenges.ts`,
    edits: [{ find: 'limits: [{ messages: 1, windowMs }]', replace: 'limits: [{ messages: 2, windowMs }]' }],
    foundBy: [core('challenges/challenges')],
  },
  {
    name: 'in-use-told-where-concealed',
    effect: 'A homeserver that conceals who has an account tells everybody.',
    file: `${src}/use-cases/request-token-for-homeserver.ts`,
    edits: [
      {
        find: `if (disclosure === 'told' && availability !== 'suitable')`,
        replace: `if (disclosure !== undefined && availability !== 'suitable')`,
      },
    ],
    foundBy: [core('use-cases/concealed-availability')],
  },
  {
    name: 'concealed-answer-takes-longer',
    effect: 'The time of an answer tells which numbers have an account.',
    file: `${src}/use-cases/request-token-for-homeserver.ts`,
    edits: [
      {
        find: '    return { availability, msisdn };\n',
        replace: `    if (availability !== 'suitable') await new Promise((resolve) => setTimeout(resolve, 1));\n    return { availability, msisdn };\n`,
      },
    ],
    foundBy: [tests('test/homeserver/timing.test.ts', 'with one request each')],
  },
  {
    name: 'untrusted-id-server-called',
    effect: 'A client names any host, and the server calls it: a way into the internal network.',
    file: `${src}/defaults/trust-list.ts`,
    edits: [
      {
        find: `?? { kind: 'untrusted' }`,
        replace: "?? { kind: 'trusted', baseUrl: `https://${idServer}` }",
      },
    ],
    foundBy: [core('defaults/trust-list'), core('use-cases/request-token-for-homeserver')],
  },
  {
    name: 'token-error-logs-the-user-out',
    effect: 'An error of another identity server logs the person out of their homeserver.',
    file: `${src}/use-cases/request-token-for-homeserver.ts`,
    edits: [
      {
        find: `const relayed = tokenErrcodes.has(errcode) ?`,
        replace: `const relayed = tokenErrcodes.has('') ?`,
      },
    ],
    foundBy: [core('use-cases/request-token-for-homeserver')],
  },
  {
    name: 'code-without-leading-zeros',
    effect: 'Every tenth code has five digits, which a form for six refuses.',
    file: `${src}/domain/verification-code.ts`,
    edits: [
      { find: `code.toString().padStart(codeLength, '0')`, replace: 'code.toString().slice(0, codeLength)' },
    ],
    foundBy: [core('domain/verification-code')],
  },
];

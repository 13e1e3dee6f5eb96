// Bugs in senders, and in what they share: messages that are paid for twice, and secrets that are told.
import { tests } from '../finders.mjs';

const core = (path, titles) => tests(`packages/core/test/${path}.test.ts`, titles);

export const senderBugs = [
  {
    name: 'broken-connection-counts-as-unsent',
    effect:
      'A message whose answer got lost goes to the next provider, too: the person gets two, and both cost.',
    file: 'packages/core/src/sms/kept-connections.ts',
    edits: [
      { find: `(connection.isOpen() ? 'unknown' : 'no')`, replace: `(connection.isOpen() ? 'no' : 'no')` },
    ],
    foundBy: [core('sms/post-to-provider'), tests('packages/sms-webhook/test/contract.test.ts')],
  },
  {
    name: 'server-error-counts-as-unsent',
    effect: 'A provider that fails after it has sent is asked again, or the next one is: two messages.',
    file: 'packages/core/src/sms/failure-meaning.ts',
    edits: [
      {
        find: `return status >= 500 || status === 408 || status === 303 ? 'unknown' : undefined;`,
        replace: `return status >= 500 ? 'not-taken' : status === 408 || status === 303 ? 'unknown' : undefined;`,
      },
    ],
    foundBy: [core('sms/failure-meaning'), tests('packages/sms-webhook/test/contract.test.ts')],
  },
  {
    name: 'failover-after-an-unknown-result',
    effect:
      'A message that may be on its way is sent by the next provider as well: the person gets two, and both cost.',
    file: 'packages/sms-failover/src/failover.ts',
    edits: [
      {
        find: `if (isUnknown(result)) return this.options.onUnknown === 'stop';`,
        replace: `if (isUnknown(result)) return this.options.onUnknown !== 'stop';`,
      },
    ],
    foundBy: [
      tests('packages/sms-failover/test/one-message.test.ts'),
      tests('packages/sms-failover/test/failover.test.ts'),
    ],
  },
  {
    name: 'failover-after-an-accepted-message',
    effect:
      'A provider that takes the message but gives no id is followed by the next: each message is paid for twice.',
    file: 'packages/sms-failover/src/guarded-sender.ts',
    edits: [
      {
        find: `return typeof messageId === 'string' ? result : { ...result, messageId: '' };`,
        replace: `return typeof messageId === 'string' ? result : resultOfFailure('not-taken', new OperatorError('no id'));`,
      },
    ],
    foundBy: [
      tests('packages/sms-failover/test/one-message.test.ts'),
      tests('packages/sms-failover/test/failover.test.ts'),
    ],
  },
  {
    name: 'failover-around-an-opt-out',
    effect: 'A person who has opted out at one provider gets the message by another.',
    file: 'packages/sms-failover/src/failover.ts',
    edits: [
      {
        find: `result.kind === 'rejected-destination' && !isLeftToOthers(result)`,
        replace: `result.kind === 'refused' && !isLeftToOthers(result)`,
      },
    ],
    foundBy: [tests('packages/sms-failover/test/failover.test.ts')],
  },
  {
    name: 'breaker-that-strangers-open',
    effect:
      'Whoever asks again and again for one number that a provider rejects switches that provider off for everybody.',
    file: 'packages/sms-failover/src/guarded-sender.ts',
    edits: [{ find: `'rejected-destination': 'neutral'`, replace: `'rejected-destination': 'failed'` }],
    foundBy: [
      tests('packages/sms-failover/test/failover.test.ts'),
      tests('packages/sms-failover/test/breaker-attack.test.ts'),
    ],
  },
  {
    name: 'sns-repeats-by-itself',
    effect:
      'The AWS SDK repeats a message whose answer it has not seen: the person gets up to three, and all cost.',
    file: 'packages/aws-request/src/request-once.ts',
    edits: [{ find: `name: 'retryMiddleware'`, replace: `name: 'threepidRetries'` }],
    foundBy: [tests('packages/sms-sns/test/sns-sms-sender.test.ts', 'tries')],
  },
  {
    name: 'aws-repeats-an-unknown-result',
    effect: 'A message that AWS may have taken is sent again.',
    file: 'packages/aws-request/src/aws-requests.ts',
    edits: [
      {
        find: `return meaning === 'not-taken' ||`,
        replace: `return meaning === 'not-taken' || meaning === 'unknown' ||`,
      },
    ],
    foundBy: [tests('packages/sms-sns/test/sns-sms-sender.test.ts', 'tries')],
  },
  {
    name: 'smpp-part-of-a-message-counts-as-unsent',
    effect: 'A long message of which a part was sent is sent again from the start, by the next provider.',
    file: 'packages/sms-smpp/src/smpp-sms-sender.ts',
    edits: [
      { find: `const meaning = partly ? 'unknown' :`, replace: `const meaning = partly ? 'not-taken' :` },
    ],
    foundBy: [tests('packages/sms-smpp/test/smpp-sms-sender.test.ts')],
  },
  {
    name: 'secret-in-a-providers-error',
    effect: "A provider that quotes the request puts the operator's token into the log.",
    file: 'packages/core/src/sms/provider-error.ts',
    edits: [
      {
        find: 'super(scrubMessage(withoutSecrets(message), sms));',
        replace: 'super(scrubMessage(message, sms));',
      },
    ],
    foundBy: [core('sms/provider-error')],
  },
  {
    name: 'number-in-a-providers-error',
    effect: "A provider that quotes the request puts people's numbers into the log.",
    file: 'packages/core/src/sms/provider-error.ts',
    edits: [
      {
        find: 'return maskDigits(withoutCode).slice(0, longestMessage);',
        replace: 'return (maskDigits(withoutCode) && withoutCode).slice(0, longestMessage);',
      },
      { find: 'words.replaceAll(to, maskNumber(to))', replace: 'words.replaceAll(maskNumber(to), to)' },
    ],
    foundBy: [core('sms/provider-error')],
  },
  {
    name: 'number-unmasked-in-the-log',
    effect: 'The log of each message has the whole number of the person.',
    file: 'packages/core/src/messages/message-delivery.ts',
    edits: [
      { find: 'msisdn: maskNumber(number.msisdn),', replace: 'msisdn: number.msisdn,' },
      { find: `import { maskNumber } from '../domain/mask-number.js';\n`, replace: '' },
    ],
    foundBy: [core('log/log-leaks'), tests('test/e2e/log.test.ts')],
  },
  {
    name: 'receipt-accepted-unsigned',
    effect:
      'Anybody reports messages as delivered or lost, and turns routing by results to the provider they like.',
    file: 'packages/sms-twilio/src/twilio-status-callback.ts',
    edits: [
      {
        find: 'if (!isSignedByTwilio(request, parts)) return { status: 403 };',
        replace: `if (request.headers['x-twilio-signature'] && !isSignedByTwilio(request, parts)) return { status: 403 };`,
      },
    ],
    foundBy: [tests('packages/sms-twilio/test/twilio-status-callback.test.ts')],
  },
  {
    name: 'receipt-accepted-unchecked',
    effect: 'A callback whose secret is not set takes reports of anybody.',
    file: 'packages/sms-http/src/callback/compile-check.ts',
    edits: [
      {
        find: 'if (expected === undefined) return false;',
        replace: 'if (expected === undefined) return true;',
      },
    ],
    foundBy: [tests('packages/sms-http/test/callbacks.test.ts')],
  },
  {
    name: 'receipt-told-twice',
    effect: 'A receipt that a provider repeats, or that somebody has recorded, counts each time.',
    file: 'packages/core/src/receipts/listen-to-receipts.ts',
    edits: [{ find: 'if (!recent.add(receipt)) return;', replace: 'recent.add(receipt);' }],
    foundBy: [core('receipts/listen-to-receipts')],
  },
  {
    name: 'webhook-signature-of-any-time',
    effect: 'A recorded webhook is accepted for ever.',
    file: 'packages/core/src/sms/webhook-verifier.ts',
    edits: [{ find: 'if (apart > toleranceSeconds)', replace: 'if (apart < -toleranceSeconds)' }],
    foundBy: [tests('packages/sms-webhook/test/verify-webhook.test.ts')],
  },
];

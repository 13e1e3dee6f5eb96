// What is checked of the model of sessions, and which errors in it must be found.

const everywhere = [
  'onlyItsCodeValidates',
  'decoysNeverValidate',
  'resendCarriesTheSameCode',
  'answersAreTrue',
  'firstSuccessGetsTheReceipt',
  'onlyWhatWasValidatedIsRead',
  'oneFirstSuccess',
  'validationStays',
  'validationSpentOnce',
  'oneMessageForEqualAttempts',
];

const scope = (name, ...more) => ({
  name,
  init: 'init',
  step: `step${name[0].toUpperCase()}${name.slice(1)}`,
  invariants: [...everywhere, ...more],
});

/** The scopes of `scopes.qnt`, each exhausted. */
export const scopes = [
  {
    ...scope('requests', 'givenBackAttemptSendsAgain(requests)', 'deliveredCodeValidates(requests)'),
    fair: 'fairRequests',
    quiet: 'isQuiet',
  },
  scope('successors'),
  scope('places'),
  scope(
    'codes',
    'guessesBoundedBySession(codes)',
    'guessesBoundedByNumber(codes)',
    'deliveredCodeValidates(codes)',
  ),
  scope('decoys'),
  scope('validation', 'guessesBoundedBySession(validation)', 'deliveredCodeValidates(validation)'),
  scope('late', 'guessesBoundedBySession(late)'),
  scope('limits', 'guessesBoundedByNumber(limits)', 'messagesBoundedByLimit(limits)'),
  scope('rotation', 'deliveredCodeValidates(rotation)'),
];

/** Errors, each in one definition: the scope that must find it, by the promise that it breaks. */
export const mutations = [
  [
    'requests',
    'oneMessageForEqualAttempts',
    'repeated',
    'request.attempt <= greatestSent',
    'request.attempt < greatestSent',
  ],
  [
    'requests',
    'oneMessageForEqualAttempts',
    'awaited',
    'message.attempt >= attempt',
    'message.attempt > attempt',
  ],
  ['requests', 'oneMessageForEqualAttempts', 'stateAt', 'else "sent"', 'else "failed"'],
  [
    'requests',
    'givenBackAttemptSendsAgain(requests)',
    'greatestSent',
    'stateAt(message, now) == "sent"',
    'not(isUnderWay(message, now))',
  ],
  ['requests', 'givenBackAttemptSendsAgain(requests)', 'greatestSent', '== "sent"', '!= "failed"'],
  [
    'requests',
    'answersAreTrue',
    'outcomeOf',
    'message.call == call and now < message.until',
    'message.call == call and message.result == OPEN',
  ],
  [
    'requests',
    'everyRequestEnds',
    'outcomeOf',
    '(live.length() == 0) "sent"',
    '(live.length() == 0) "under-way"',
  ],
  [
    'successors',
    'answersAreTrue',
    'outcomeOf',
    ' or stored.sessions.get(place).generation != generation',
    '',
  ],
  ['requests', 'everyRequestEnds', 'poll', 'process.polledAt < m.clock', 'process.polledAt <= m.clock'],
  ['codes', 'deliveredCodeValidates(codes)', 'isPerhapsSent', ' or state == "unknown"', ''],
  ['codes', 'onlyItsCodeValidates', 'submit', 'not(isOut(session, request.now)) or ', ''],
  ['codes', 'onlyItsCodeValidates', 'submit', ' or not(isCarried(session, request.now))', ''],
  ['codes', 'onlyItsCodeValidates', 'submit', 'request.code != session.code', 'request.code == NONE'],
  ['decoys', 'decoysNeverValidate', 'submit', 'session.decoy or ', ''],
  [
    'codes',
    'resendCarriesTheSameCode',
    'continued',
    'session.decoy != request.decoy) request.call',
    'true) request.call',
  ],
  [
    'decoys',
    'resendCarriesTheSameCode',
    'continued',
    'if (isOld) request.now + rules.codeLife',
    'if (isOld or session.decoy != request.decoy) request.now + rules.codeLife',
  ],
  [
    'codes',
    'resendCarriesTheSameCode',
    'continued',
    'now >= session.codeExpires',
    'now > session.codeExpires',
  ],
  ['codes', 'guessesBoundedBySession(codes)', 'isDead', '>=', '>'],
  ['codes', 'guessesBoundedByNumber(codes)', 'isOut', 'message.generation == session.generation and ', ''],
  ['validation', 'oneFirstSuccess', 'validate', 'session.validatedAt == NONE', 'true'],
  ['validation', 'oneFirstSuccess', 'validate', 'else session.validatedAt', 'else request.now'],
  // A host behind reports the failure of the only message once the host ahead has let its claim end, and judged its code.
  ['late', 'validationStays', 'endAfterSettling', 'session.validatedAt != NONE or ', ''],
  [
    'validation',
    'validationStays',
    'settle',
    'ends: endAfterSettling(result, request.now)',
    'ends: if (request.result == "failed") request.now + 1 else endAfterSettling(result, request.now)',
  ],
  [
    'validation',
    'validationSpentOnce',
    'consume',
    'withoutSession(stored, placeOf(request.client, answer.secret))',
    'stored',
  ],
  ['validation', 'onlyWhatWasValidatedIsRead', 'read', 'session.validatedAt != NONE', 'session.wrong == 0'],
  [
    'validation',
    'firstSuccessGetsTheReceipt',
    'receiptOf',
    'isPerhapsSent(message, now)',
    'message.result != "failed"',
  ],
  [
    'validation',
    'firstSuccessGetsTheReceipt',
    'receiptOf',
    'message.call\n',
    '(if (receipt == NONE) message.call else receipt)\n',
  ],
  [
    'limits',
    'messagesBoundedByLimit(limits)',
    'waitForOne',
    'counted.length() < limit.messages',
    'counted.length() <= limit.messages',
  ],
  ['limits', 'messagesBoundedByLimit(limits)', 'waitForOne', 'time <= now + rules.skew', 'time <= now'],
  [
    'limits',
    'messagesBoundedByLimit(limits)',
    'settle',
    'val refunds = request.refund',
    'val refunds = request.result == "sent" or request.refund',
  ],
  // Claims that may end, by the clock of some host, before the provider has answered.
  ['limits', 'guessesBoundedByNumber(limits)', 'canWait', 'not(scope.isTimely)', 'true'],
  // 24 hours after the new secret is in front, as SECURITY.md once said.
  [
    'rotation',
    'oneMessageForEqualAttempts',
    'rotate',
    '2 * scope.rules.sessionLife + scope.rules.codeLife',
    'scope.rules.sessionLife',
  ],
  // The new secret in front at once, which SECURITY.md warns of.
  ['rotation', 'oneMessageForEqualAttempts', 'rings', 'Set([0], [0, 1])', 'Set([0], [1, 0])'],
  [
    'rotation',
    'deliveredCodeValidates(rotation)',
    'findSecret',
    'found == NONE and ',
    'secret == ring[0] and ',
  ],
].map(([of, breaks, definition, from, to]) => ({ scope: of, breaks, definition, from, to }));

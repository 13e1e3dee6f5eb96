// Bugs in the Lua scripts of the Redis storage.
import { faults, redisContract, tests } from '../finders.mjs';

const scripts = 'packages/storage-redis/src/scripts';

export const redisStorageBugs = [
  {
    name: 'redis-claim-given-twice',
    effect:
      'Of equal calls at once, each sends its message: the person gets many, and the operator pays for all.',
    file: `${scripts}/open.lua`,
    edits: [
      { find: `  if awaited then return opened(session, place, 'under-way', awaited.id) end\n`, replace: '' },
    ],
    foundBy: [redisContract('hundreds of calls at once')],
  },
  {
    name: 'redis-resent-claim-waits-for-itself',
    effect: 'A call that the client sent twice over a lost connection waits for a message that nobody sends.',
    file: `${scripts}/open.lua`,
    edits: [
      {
        find: `  if find_claim(session.messages.claims, claim_id) then return opened(session, place, 'claimed') end\n`,
        replace: '',
      },
    ],
    foundBy: [redisContract('messages under way')],
  },
  {
    name: 'redis-outcome-of-a-message-that-is-gone',
    effect:
      'Whoever waits for a message is told that it was sent, though it failed, if its session was used up and another took its place meanwhile.',
    file: `${scripts}/outcome-of.lua`,
    edits: [{ find: ' or session.generation ~= ARGV[2]', replace: '' }],
    foundBy: [redisContract('what became of a message')],
  },
  {
    name: 'redis-message-not-counted-again',
    effect: 'Resends of an open session are not counted: a number gets messages without end.',
    file: `${scripts}/open.lua`,
    edits: [
      {
        find: `count_message(todays)\nif session`,
        replace: `if not session.expires then count_message(todays) end\nif session`,
      },
    ],
    foundBy: [redisContract('limits of a number')],
  },
  {
    name: 'redis-wrong-code-not-counted',
    effect: 'Anybody may guess until the code is right.',
    file: `${scripts}/submit.lua`,
    edits: [{ find: 'session.wrong = session.wrong + 1', replace: '' }],
    foundBy: [redisContract('hundreds of calls at once')],
  },
  {
    name: 'redis-wrong-code-counted-elsewhere',
    effect:
      'After a rotation of the secret, wrong codes of an open session are counted in another: guesses without end.',
    file: `${scripts}/submit.lua`,
    edits: [
      {
        find: `  rewrite_session(KEYS[place], session, now)\n  return { 'incorrect'`,
        replace: `  rewrite_session(KEYS[1], session, now)\n  return { 'incorrect'`,
      },
    ],
    foundBy: [redisContract('secret rotation')],
  },
  {
    name: 'redis-one-guess-too-many',
    effect: 'A sixth code is judged after five wrong ones.',
    file: `${scripts}/submit.lua`,
    edits: [{ find: 'wrong >= wrong_allowed', replace: 'wrong > wrong_allowed' }],
    foundBy: [redisContract('session storage contract')],
  },
  {
    name: 'redis-decoy-validates',
    effect:
      'A concealed "this number has an account" can be finished like a real session, which tells the two apart.',
    file: `${scripts}/submit.lua`,
    edits: [{ find: 'if session.decoy or session.mac', replace: 'if session.mac' }],
    foundBy: [redisContract('codes')],
  },
  {
    name: 'redis-unsent-code-validates',
    effect:
      'A code that was certainly never sent can be guessed: a provider that fails means guesses without end.',
    file: `${scripts}/submit.lua`,
    edits: [
      {
        find: 'if not messages.sent or messages.code_sent then return messages.sent end',
        replace: 'if true then return true end',
      },
    ],
    foundBy: [redisContract('guesses at codes whose messages fail')],
  },
  {
    name: 'redis-first-success-told-twice',
    effect: 'Each repeated right code counts as the first: events, statistics and paybacks twice.',
    file: `${scripts}/submit.lua`,
    edits: [
      {
        find: 'local first, receipt, last_message = 0, nil, nil',
        replace: 'local first, receipt, last_message = 1, nil, nil',
      },
    ],
    foundBy: [redisContract('hundreds of calls at once')],
  },
  {
    name: 'redis-consume-keeps-the-session',
    effect: 'One verification adds a number to any number of accounts.',
    file: `${scripts}/consume.lua`,
    edits: [{ find: `  redis.call('DEL', KEYS[1])\n`, replace: '' }],
    foundBy: [redisContract('reading and consuming')],
  },
  {
    name: 'redis-limit-off-by-one',
    effect: 'A number gets one message more than its limit says.',
    file: `${scripts}/include/message-limits.lua`,
    edits: [{ find: 'counted[#counted - messages + 1]', replace: 'counted[#counted - messages]' }],
    foundBy: [redisContract('limits of a number'), redisContract('allowances')],
  },
  {
    name: 'redis-session-without-expiry',
    effect: 'Sessions stay in Redis for ever: its memory fills up, and numbers are kept that nobody needs.',
    file: `${scripts}/include/messages.lua`,
    edits: [
      {
        find: `redis.call('SET', key, pack_session(session), 'PX', session.expires - now + clocks_differ)`,
        replace: `redis.call('SET', key, pack_session(session))`,
      },
    ],
    foundBy: [tests('packages/storage-redis/test/redis-session-storage.test.ts')],
  },
  {
    name: 'redis-counts-without-expiry',
    effect: 'The counts of each day stay in Redis for ever.',
    file: `${scripts}/open.lua`,
    edits: [{ find: `  redis.call('PEXPIRE', key, counts_left)\n`, replace: '' }],
    foundBy: [tests('packages/storage-redis/test/redis-session-storage.test.ts')],
  },
  {
    name: 'redis-refund-twice',
    effect:
      'A message that is settled twice is refunded twice: the number gets more messages than its limit says.',
    file: `${scripts}/settle.lua`,
    edits: [
      {
        find: 'if claim and claim.state == under_way and now < claim.ends then',
        replace: 'if claim and now < claim.ends then',
      },
    ],
    foundBy: [redisContract('hundreds of calls at once')],
  },
  {
    name: 'redis-unknown-counts-as-failed',
    effect: 'A code that may have arrived is refused, since its message counts as never sent.',
    file: `${scripts}/settle.lua`,
    edits: [
      {
        find: '  if result == unknown then count_as_perhaps_sent(session.messages, claim) end\n',
        replace: '',
      },
    ],
    foundBy: [redisContract('session storage contract')],
  },
  {
    name: 'redis-greatest-attempt-lost',
    effect: 'An old request that arrives late sends another message.',
    file: `${scripts}/include/messages.lua`,
    edits: [{ find: 'math.max(messages.attempt or claim.attempt, claim.attempt)', replace: 'claim.attempt' }],
    foundBy: [redisContract('send attempts')],
  },
  {
    name: 'redis-charge-not-all-or-nothing',
    effect:
      'A refused message is charged: whoever is refused again and again uses up what honest people need.',
    file: `${scripts}/charge-message.lua`,
    edits: [
      {
        find: '  if short then return {',
        replace: '  if short then charge(kinds) end\n  if short then return {',
      },
    ],
    foundBy: [redisContract('balance storage contract')],
  },
  {
    name: 'redis-balance-above-its-cap',
    effect: 'An attacker who verifies for days saves up any number of messages.',
    file: `${scripts}/include/balances.lua`,
    edits: [
      { find: 'write_group(kind, amount < most and amount or most)', replace: 'write_group(kind, amount)' },
    ],
    foundBy: [redisContract('balance storage contract')],
  },
  {
    name: 'redis-budget-overspent',
    effect: 'A budget pays for one message more than it has money for.',
    file: `${scripts}/reserve-money.lua`,
    edits: [{ find: 'budget >= 0 and money > budget', replace: 'budget >= 0 and money - price >= budget' }],
    foundBy: [redisContract('spending storage contract')],
  },
  {
    name: 'redis-money-released-twice',
    effect: 'Money comes back twice over a lost connection: the budget is overspent without anybody knowing.',
    file: `${scripts}/release-money.lua`,
    edits: [{ find: `'', 'NX', 'PX', ARGV[3]`, replace: `'', 'PX', ARGV[3]` }],
    foundBy: [tests('packages/storage-redis/test/redis-spending-storage.test.ts')],
  },
  {
    name: 'redis-block-ends-late',
    effect: 'A block that an operator has lifted stays where there are others.',
    file: `${scripts}/remove-block.lua`,
    edits: [{ find: 'blocks[ARGV[2]] = nil\n', replace: '' }],
    foundBy: [redisContract('block storage contract')],
  },
  {
    name: 'redis-logged-out-token-lives-on',
    effect: 'An access token stays valid after its user has logged out, if they have another one.',
    file: `${scripts}/remove-access-token.lua`,
    edits: [
      {
        find: `redis.call('SET', KEYS[1], pack_user(user_id, tokens), 'KEEPTTL')`,
        replace: `redis.call('GET', KEYS[1])`,
      },
    ],
    foundBy: [redisContract('access token storage contract')],
  },
  {
    name: 'redis-limit-forgotten-at-midnight',
    effect: 'Whoever asks by another client secret after midnight has the messages of a number once more.',
    file: `${scripts}/open.lua`,
    edits: [
      {
        find: `for place = secrets + 1, #KEYS do\n    if redis.call('HGET'`,
        replace: `for place = secrets + place_of_today, #KEYS do\n    if redis.call('HGET'`,
      },
    ],
    foundBy: [redisContract('limits of a number')],
  },
  {
    name: 'redis-waits-for-no-replica',
    effect: 'With waitReplicas, answered steps are lost all the same when the master dies.',
    file: 'packages/storage-redis/src/replicas.ts',
    edits: [
      {
        find: `new TracedCommand('wait', [String(this.needed), String(this.timeoutMs)])`,
        replace: `new TracedCommand('wait', ['0', String(this.timeoutMs)])`,
      },
      { find: 'if (having < this.needed) {', replace: 'if (having < 0) {' },
    ],
    foundBy: [
      faults(
        'packages/storage-redis/test/faults/histories.faults.test.ts',
        'no answered step is lost when it dies',
      ),
    ],
  },
];

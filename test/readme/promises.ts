/**
 * What the pages promise: for each row of docs/proof.md the beginnings of the sentences, by their page, that it shows. A
 * sentence of SECURITY.md's table or of a rule of the threat model that is in no row fails the test.
 */
export const promises: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'Nobody can validate a session without the code that was sent for it': {
    'docs/threat-model.md': ['A session validates the one number that'],
    'packages/storage-redis/README.md': ["A session is never validated that shouldn't be"],
    'packages/storage-memory/README.md': ['It never validates a session.'],
    'docs/redis.md': ['**A lost step never validates a session.**'],
  },
  "A code is random, has 6 digits, and can't be predicted": {
    'SECURITY.md': ['A code has 6 digits from a'],
    'docs/threat-model.md': ['A code has six digits from a'],
    'README.md': ['A code has 6 digits and is valid for 10 minutes.'],
  },
  "It is valid for 10 minutes, to the millisecond; a resend repeats it, and doesn't prolong it": {
    'docs/threat-model.md': ['It is valid for 10 minutes, and'],
    'packages/better-auth/README.md': ['a resend within that time repeats it'],
  },
  'A session allows 5 wrong codes over all its resends; of 200 at once, 5 are judged': {
    'SECURITY.md': ['A session allows 5 wrong codes over', 'Check and count are one atomic step:'],
    'docs/threat-model.md': [
      'A session allows 5 wrong codes, over',
      'Check and count are one atomic step in',
    ],
    'README.md': ['Five wrong codes end its session'],
  },
  'Each sid that is given out counts against its number: 25 guesses on the first day, then 50 a week': {
    'SECURITY.md': ['Every `sid` that is given out counts'],
    'docs/threat-model.md': ['Every sid that anybody was told counts', 'That is 25 guesses on the first'],
  },
  "A code that was certainly never sent can't be submitted": {
    'SECURITY.md': ['A code that was certainly never sent'],
    'docs/threat-model.md': ['A code that was certainly never sent'],
  },
  "Nobody uses up the wrong codes of somebody else's session": {
    'docs/threat-model.md': [
      'Nobody can use up the wrong codes',
      'Sessions are separate by client secret, so',
    ],
  },
  'A right code works again while it is valid, and changes nothing': {
    'docs/threat-model.md': ['Submitting the right code again in that'],
  },
  'A number gets at most 5 messages in 10 minutes and 20 in 24 hours, whoever asks': {
    'SECURITY.md': ['Limits on messages per number:', '5 in 10 minutes and 20 in'],
    'docs/threat-model.md': [
      'A number gets 20 messages a day',
      'Beside it there are fixed limits:',
      '5 messages in 10 minutes and 20',
      'The limits of a number hold over',
      '20 messages in 24 hours, whoever asks.',
    ],
    'README.md': ['A number gets at most 5 messages in 10 minutes and 20 in 24 hours'],
  },
  'Equal requests at once send one message, and a message goes out only for a greater attempt': {
    'docs/threat-model.md': ['A message goes out only for a'],
    'packages/server/README.md': ["Those in different processes aren't merged, but still send one message."],
  },
  'A message that certainly failed is given back: the same call sends again, and it costs the number nothing':
    {
      'docs/threat-model.md': ['Messages that certainly failed are given back.'],
    },
  'Every request is answered, whatever fails': {
    'docs/redis.md': ['recovers on its own; the same request then sends, once.'],
  },
  'Only mobile numbers get messages, and only in the countries that you allow': {
    'SECURITY.md': ['Only mobile numbers get messages: no premium,', 'You can list countries.'],
    'docs/threat-model.md': ['Only numbers that are or may be', 'Countries can be allowed and denied by'],
    'README.md': ["Only mobile numbers get messages; premium-rate and landline numbers don't."],
  },
  'A number that you block gets no message': {
    'docs/guard.md': [
      "If the storage can't say what is blocked, nothing is sent.",
      'Every process that shares the storage learns of it within 2 seconds.',
    ],
  },
  'With a list of origins, no other web page spends a message': {
    'docs/threat-model.md': ['With `cors` as a list of origins,', 'With `cors` as a list, answers vary'],
  },
  'A validation is spent once': {
    'docs/threat-model.md': [
      '`consumeValidatedThreePid` and `account/3pid/add` spend a validation once,',
      'A validated session is spent by one',
    ],
    'README.md': ["It gets it once: the same session can't verify two accounts."],
    'packages/better-auth/README.md': ['**Each code works once**'],
  },
  'A session lives 24 hours; what is over or replaced answers as if it never was': {
    'docs/threat-model.md': ['A code belongs to one session: one', 'When a dead session is replaced, its'],
    'README.md': ['otherwise the session lasts 24 hours'],
  },
  'A sid tells nothing of its number': {
    'SECURITY.md': ["A sid can't be guessed and says"],
    'docs/threat-model.md': ['A sid is a keyed digest and'],
  },
  'An unknown sid and a wrong client secret get the same answer': {
    'SECURITY.md': ['An unknown sid and a wrong client secret get the same answer in'],
    'docs/threat-model.md': ['An unknown sid and a wrong client secret get the same answer.'],
  },
  'If accounts are concealed, no answer tells whether a number has one': {
    'SECURITY.md': ['If it is concealed, no answer tells'],
    'docs/threat-model.md': [
      'The message that takes the place of',
      'With concealed availability, the answer, its form',
      'All of its messages go by SMS.',
    ],
  },
  'If accounts are not concealed, one address can ask 60 times an hour': {
    'SECURITY.md': ["If your homeserver tells it (`availability: 'told'`),"],
    'docs/threat-model.md': ['If availability is reported, as Matrix clients'],
  },
  'Adding a number asks the signed-in user again, and never takes it from another account': {
    'docs/threat-model.md': ['`account/3pid/add` asks the signed-in user to authenticate'],
  },
  "Rotating the secret in SECURITY.md's order loses no session and no count": {
    'SECURITY.md': ['In this order you lose no session and no count, with one process or many'],
  },
  'Who verifies nothing soon gets no message, from however many addresses': {
    'SECURITY.md': ['The [guard](docs/guard.md): messages have to be earned', 'A test measures this table.'],
    'docs/threat-model.md': [
      'The [guard](guard.md), which is on by default:',
      'Each belongs to groups (its number, its',
      'The guard gives fewer while nobody verifies:',
      '4 at first, and then one every',
      'For one number, an address gets 3',
      'The guard bounds how many messages an',
    ],
    'README.md': ['pumping one range from 5,000 addresses gets 9 messages in six hours'],
    'docs/guard.md': ['**a message has to be earned by verifications.**'],
  },
  'No group pays for more messages than its balance allows, of any calls at once': {
    'docs/threat-model.md': ['The decision is one atomic step for'],
    'docs/redis.md': ['**No group is ever overdrawn.**'],
  },
  'If one group is short, nothing is sent and nothing is taken': {
    'docs/guard.md': [
      'If one of those that are asked has less than 1, nothing is sent, and nothing is taken.',
    ],
  },
  'A verification pays back once, and what was not sent costs nothing': {
    'docs/guard.md': ['What is certainly not sent costs nothing'],
  },
  "People who verify don't notice the guard": {
    'docs/guard.md': [
      'a group that verifies more than about 45 % of its messages never runs dry',
      'In the simulated launches and quiet weeks, no honest person was refused',
    ],
    'docs/threat-model.md': ['Whoever has verified the number from their'],
  },
  'A refused call succeeds after `retry_after_ms`, if nothing else happens': {
    'docs/guard.md': ['If nothing else happens until then, the same call succeeds.'],
  },
  'Clocks that differ refill nothing twice, and lock nobody out': {
    'docs/redis.md': ["The guard's balances tolerate clocks that differ"],
  },
  'Country lists, number types and limits of a number hold in every mode of the guard': {
    'docs/guard.md': ['Country lists, number types and limits per number apply in every mode.'],
  },
  "If the guard's storage is down, nothing is sent": {
    'SECURITY.md': ['If the storage is down, no message'],
    'docs/threat-model.md': ['If it fails, nothing is sent.'],
    'docs/guard.md': ["If the balances can't be reached, no message is sent (503), except in `monitor`."],
  },
  'A solved challenge lets one message through, for its own number and client secret': {
    'docs/threat-model.md': [
      'Where strangers have used up what an',
      'An answer counts once, over all processes;',
      "If it can't be checked, nothing is",
    ],
    'docs/guard.md': ['An answer counts once, for its own number and client secret'],
  },
  "Budgets are a hard stop: no message is sent whose price isn't reserved": {
    'SECURITY.md': ['[Budgets](docs/guard.md#money), if you set them, are a'],
    'docs/threat-model.md': ['[Budgets](guard.md#money) by country, day and month are'],
    'docs/guard.md': [
      '**Budgets** are a hard stop.',
      'So of any number of requests at once, none gets a message above a budget.',
    ],
    'docs/redis.md': ['No budget is ever overspent.'],
  },
  "A price is given back once, and only if the message certainly wasn't sent": {
    'docs/guard.md': ["The price is given back if the message certainly wasn't sent"],
  },
  'A budget that is short changes nothing, is named, and says when it begins anew': {
    'docs/guard.md': ['gets 429 with the time until the day or month ends'],
  },
  'Calls that get no message hold no money': {
    'docs/guard.md': ["calls that get no message can't use up a budget"],
  },
  "If what was spent can't be read or written, nothing is sent": {
    'docs/guard.md': ["If what was spent can't be read or written, no message is sent (503)."],
  },
  'Every decision is one atomic step for all processes': {
    'packages/storage-redis/README.md': ['Every decision is made once for all of them'],
  },
  'While Redis is stopped, killed or full, nothing is sent; then it goes on by itself': {
    'docs/threat-model.md': ['With a full Redis, nothing is sent'],
    'docs/redis.md': ['none is validated'],
  },
  '`appendfsync always` loses nothing': {
    'docs/redis.md': ['`always` loses nothing'],
  },
  'A failover loses the newest steps and nothing else; with `waitReplicas: 1`, nothing': {
    'docs/redis.md': ['Replication is asynchronous', 'No run lost anything.'],
    'SECURITY.md': ['a step is answered only after a replica has it'],
  },
  'A call that the client sent twice does no harm beyond what the table of storage-redis says': {
    'packages/storage-redis/README.md': [
      "It is recognized by the call's claim and gets the same answer: one message, counted once.",
    ],
  },
  'A stop or a rolling restart loses no request': {
    'packages/server/README.md': [
      'answers the requests that it has received within 25 seconds, and then exits',
    ],
  },
  'Clocks of processes may differ by a minute': {
    'docs/redis.md': ['Clocks of different processes may differ by up to a minute'],
  },
  'Every key expires, and records are small': {
    'docs/threat-model.md': ['Every key in Redis expires, and a'],
  },
  'Nobody can fill the memory storage for others': {
    'docs/threat-model.md': [
      'The memory storage holds at most 100,000',
      'One address or network may have 1',
      'When it is full, it lets unanswered',
      '503, and no message.',
    ],
    'packages/storage-memory/README.md': ["One client can't fill it."],
  },
  'A message that a provider may have taken is not sent again, or by another': {
    'docs/threat-model.md': ['A message that it may have taken'],
    'packages/sms-smpp/README.md': ['This package never submits a message twice.'],
    'packages/sms-webhook/README.md': ['The sender posts a message only once'],
  },
  'A sender never rejects, and `sent` means that the provider said so': {
    'docs/threat-model.md': ["A provider's answer is read up to"],
  },
  'A provider is called at its own address, and its call ends': {
    'docs/threat-model.md': ["Redirects aren't followed, and a time-out ends"],
  },
  "No number, text, code or secret is in a sender's error": {
    'docs/threat-model.md': [
      'Its texts reach the log scrubbed of',
      'Providers see the message and the number,',
    ],
  },
  'A number that is rejected takes no provider down': {
    'docs/threat-model.md': [
      "A provider that rejects one number doesn't",
      'A rejected number counts against nobody.',
    ],
  },
  'Routing by results learns little from one range, and late reports nothing': {
    'docs/threat-model.md': [
      '[Routing by results](routing.md) knows each country by',
      'It counts first messages alone, and of',
      'Who asks again gets the other provider,',
      'A delivery report counts only until two',
    ],
  },
  'A phone call reads no code before a key is pressed, and to nobody else': {
    'docs/threat-model.md': [
      'A phone that is off sends calls',
      'So a call says nothing that is',
      'What it reads then is sealed in',
      "It must have the provider's signature too:",
      'URLs are in the logs of proxies.',
    ],
  },
  'A report of a provider is believed by its signature alone, and changes nothing of a session': {
    'docs/threat-model.md': [
      'Each callback checks that its provider made',
      'No receipt changes a session, a limit,',
      'An equal receipt counts once, so that',
      'Refused and failed calls are logged once',
      'Answers tell nothing about messages, except what',
    ],
  },
  'A webhook is signed, and accepted for five minutes': {
    'docs/threat-model.md': ["A webhook's signature covers id, time and"],
  },
  'With hooks, nobody but your product has a message sent': {
    'docs/threat-model.md': [
      "Each product's call is authenticated in its",
      'Supabase and Zitadel by an HMAC over',
      'A secret has at least 16 characters.',
      'Whatever is wrong, the answer is the',
      'A call that is replayed sends nothing',
      'Numbers, limits, budgets and countries are checked',
      "The product's codes aren't stored, and validate",
      'In production, the standalone server wants a',
    ],
  },
  'Any bytes get an answer of the protocol: no 5xx, no hang, no growth': {
    'SECURITY.md': ['Bodies over 64 KiB get 413.', "Anything that isn't HTTP gets an error,"],
    'docs/threat-model.md': [
      'Bodies over 64 KiB get 413, and',
      'Headers, languages, queries and nested values are',
      'What a trusted server or provider answers',
    ],
  },
  'A slow sender is held 30 seconds at most': {
    'SECURITY.md': ['A request has 10 seconds for its'],
    'docs/threat-model.md': ['A request to the standalone server has'],
  },
  'What is under way, and what is logged in an outage, is bounded': {
    'docs/threat-model.md': ['A session holds at most 8 messages', 'An error that comes with each request'],
  },
  '`next_link` leads only to hosts of your list': {
    'SECURITY.md': [
      '`next_link` must be an absolute http(s) URL,',
      'The link that counts is the one stored with',
    ],
    'docs/threat-model.md': [
      '`next_link` must be an absolute http(s) URL in',
      'Its host, as the URL standard parses',
      'Hosts are compared whole, never by prefix',
      'The link that counts is the one stored at',
    ],
  },
  'No host that a client names is looked up or called': {
    'SECURITY.md': ['`id_server` is only compared with a list.', 'An identity server is only called at'],
    'docs/threat-model.md': [
      'No host that a client names is',
      '`id_server` is compared with a list, and',
      'For a homeserver of an OpenID token,',
      'Nothing follows a redirect.',
      'Certificates are always checked.',
    ],
    'packages/federation/README.md': ['a name that a client sends is never looked up or called otherwise'],
  },
  'The page has no script, and reflects nothing': {
    'SECURITY.md': ['No script, a content security policy of', 'Nothing from the request is reflected.'],
    'docs/threat-model.md': [
      'The page consists of built-in text too,',
      'The default messages hold no link, so',
      '`HEAD` of `submitToken` validates nothing.',
      'Every answer says `Cache-Control: no-store`; the page',
      'A conditional request is answered in full.',
    ],
  },
  'A message holds nothing of a request but the code': {
    'docs/threat-model.md': [
      'The client makes the client secret, and',
      'A message consists of built-in text, the',
      "What a declaration puts into a provider's",
    ],
  },
  'Nobody makes up an address, a method or a host by a header': {
    'docs/threat-model.md': [
      "The caller's address is the peer's, unless",
      '`X-Threepid-Client-Address` is believed of delegates alone, who',
      '`submit_url` is built from the public URL',
      'No header changes the method or the',
    ],
  },
  'You choose who may call v1, and v2 wants a token on every call': {
    'docs/threat-model.md': [
      'You choose who may call v1: everybody',
      'The limits are the same on both,',
      'An access token is asked for on',
    ],
  },
  'A user has 20 access tokens, an address few registrations, and an OpenID token works once': {
    'SECURITY.md': [
      'A user has at most 20 live',
      'One address can register 60 times an',
      "A homeserver's OpenID token works once.",
      'Each of these is one atomic step',
    ],
    'docs/threat-model.md': ['An OpenID token registers once.', 'A user has at most 20 access'],
  },
  'What README shows works as shown, and another provider is another line': {
    'README.md': [
      'Changing provider takes one line.',
      'Tests run every command and every block of code on this page',
    ],
  },
  "Paths that aren't threepid's are left to your routes": {
    'README.md': ['leaves every other path to your routes'],
  },
  'Matrix clients and homeservers work with it unchanged': {
    'README.md': ['so Matrix clients and homeservers such as Synapse work with it unchanged'],
  },
  'No code, number or client secret is readable in the storage': {
    'SECURITY.md': ['The storage holds no code, number or', 'A resend derives the code again from'],
    'docs/threat-model.md': [
      'At rest there is no code, no',
      'A code is derived again from a',
      'Access tokens lie as keyed digests.',
      "Whoever reads the storage can't finish a",
      'Keys and arguments of storage scripts are',
    ],
    'README.md': ['the storage holds no readable code, phone number or client secret'],
  },
  'The log has masked numbers, no codes and no secrets': {
    'SECURITY.md': [
      'Numbers are masked.',
      'Codes, secrets, client secrets, tokens, bodies, queries',
      'Causes of errors are logged, never sent:',
      "Only this project's own errors are logged",
      'The part of a path before `/_matrix`',
    ],
    'docs/threat-model.md': ['Log lines are JSON.', 'They hold the masked number, never a'],
    'README.md': ['Logs hold no codes and only masked numbers.'],
  },
  'No number is in any metric or event': {
    'README.md': ['No number is in any metric or event.'],
  },
  "Records end when the threat model's table says": {
    'docs/threat-model.md': ['The table says how long a record counts without that call.'],
  },
  '`forget` removes a number at once, and nothing brings it back': {
    'docs/threat-model.md': ["`threepid.forget('+447400123456')` removes what is stored of a number at once"],
  },
};

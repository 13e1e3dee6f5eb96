// Traces of `sessions.qnt` as lines of text, which `replaySessionTraces` of @threepid/contract-tests takes on a storage.
import { simulate } from './explorer.mjs';
import { plain } from './quint-values.mjs';

const bit = (value) => (value ? 1 : 0);
const ringOf = (ring) => ring.join('');

/** The line of each kind of step. Steps that ask nothing of the storage have none. */
const lines = {
  Opened: ({ request, answer }) => {
    const { now, client, ring, call, attempt, decoy, claimLife, hasReceipt, hasLink } = request;
    const asked = [
      'open',
      now,
      client,
      ringOf(ring),
      call,
      attempt,
      bit(decoy),
      claimLife,
      bit(hasReceipt),
      bit(hasLink),
    ];
    const { message, secret, generation, code, codeExpires, awaited, kept } = answer;
    if (answer.kind === 'limited') return [...asked, '=', 'limited', answer.retryAfter];
    return [...asked, '=', message, secret, generation, code, codeExpires, awaited, kept];
  },
  Settled: ({ request, answer }) => {
    const { now, client, place, call, result, keeps, refund, openedAt } = request;
    return ['settle', now, client, place % 10, call, result, bit(keeps), bit(refund), openedAt, '=', answer];
  },
  Outcome: ({ place, generation, call, now, answer }) => [
    'outcomeOf',
    now,
    Math.floor(place / 10),
    place % 10,
    generation,
    call,
    '=',
    answer,
  ],
  Submitted: ({ request: { now, client, ring, generation, code }, answer }) => {
    const asked = ['submit', now, client, ringOf(ring), generation, code, '=', answer.kind];
    if (answer.kind === 'incorrect') return [...asked, answer.kept];
    if (answer.kind !== 'validated') return asked;
    const { secret, validatedAt, first, link, receipt, kept } = answer;
    return [...asked, secret, validatedAt, bit(first), link, receipt, kept];
  },
  Read: (label) => readLine('read', label),
  Consumed: (label) => readLine('consume', label),
  Spent: ({ number, now, answer }) => ['spend', now, number, '=', answer],
  Refunded: ({ number, spentAt }) => ['refund', number, spentAt],
  Forgotten: ({ number, now }) => ['forget', now, number],
  Released: ({ number, now }) => ['release', now, number],
};

function readLine(step, { request: { now, client, ring, generation }, answer }) {
  const asked = [step, now, client, ringOf(ring), generation, '=', answer.kind];
  if (answer.kind === 'unknown') return asked;
  return answer.kind === 'validated'
    ? [...asked, answer.secret, answer.validatedAt]
    : [...asked, answer.kept];
}

/** How often each action is tried. Traces with a little of everything seldom get far with anything. */
const emphases = [
  {
    request: 12,
    send: 8,
    settled: 8,
    submitCode: 8,
    tick: 3,
    poll: 4,
    look: 3,
    ask: 2,
    consumed: 2,
    again: 2,
    undo: 2,
  },
  {
    request: 16,
    send: 10,
    settled: 10,
    submitCode: 16,
    tick: 2,
    look: 4,
    consumed: 2,
    forgetNumber: 0,
    releaseNumber: 0,
  },
  { request: 12, send: 4, settled: 3, poll: 8, ask: 8, again: 4, lose: 3, undo: 6, tick: 4, forgetNumber: 0 },
  {
    request: 12,
    send: 12,
    settled: 12,
    submitCode: 6,
    tick: 4,
    look: 3,
    consumed: 3,
    rotate: 4,
    forgetNumber: 0,
  },
  {
    request: 8,
    send: 6,
    settled: 6,
    tick: 6,
    spendOne: 12,
    refundOne: 4,
    submitCode: 3,
    rotate: 0,
    forgetNumber: 0,
  },
  {
    request: 20,
    send: 4,
    settled: 2,
    ask: 4,
    tick: 1,
    poll: 0,
    crash: 0,
    rotate: 0,
    forgetNumber: 0,
    releaseNumber: 2,
  },
];

/** A random trace. `violation` names the promise that the model itself broke, if any. */
export function randomTrace(model, { random, steps }) {
  const weights = emphases[Number(random(BigInt(emphases.length)))];
  const scope = { init: 'init', step: 'stepEverything', invariants: ['promised'] };
  const run = simulate(model, { ...scope, steps, random, weights });
  const asked = run.steps.map(({ state }) => state.last).filter(({ tag }) => tag in lines);
  const texts = untilFree(asked).map(({ tag, value }) => lines[tag](value).join(' '));
  return { steps: texts, violation: run.violation, run };
}

/** The rules of `everything`, as traces have them. */
export function traceRules(model) {
  const { sessionLife, codeLife, wrongAllowed, limits } = plain(model.value('everything.rules')());
  return { sessionLife, codeLife, wrongAllowed, limits };
}

/**
 * The steps up to the first one that storages may answer in two ways. Once a call has seen the end of a claim's lifetime, a storage
 * may let the message count as sent for ever: a host whose clock is behind, and for which the claim still lives, may find it or not.
 */
function untilFree(labels) {
  const clients = new Map();
  const place = labels.findIndex((label) => {
    const { client, now, until } = clientOf(label);
    if (client === undefined) return false;
    const { latest, ends } = clients.get(client) ?? { latest: now, ends: [] };
    if (ends.some((end) => now < end && end <= latest)) return true;
    clients.set(client, {
      latest: Math.max(latest, now),
      ends: until === undefined ? ends : [...ends, until],
    });
    return false;
  });
  return place < 0 ? labels : labels.slice(0, place);
}

/** Whose session a step is about, when, and until when its claim lives. */
function clientOf({ tag, value }) {
  if (tag === 'Outcome') return { client: Math.floor(value.place / 10), now: value.now };
  if (value.request === undefined) return {};
  const { client, now, claimLife } = value.request;
  return tag === 'Opened' ? { client, now, until: now + claimLife } : { client, now };
}

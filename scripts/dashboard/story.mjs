// Two days of a simulated operator, for the picture of the dashboard: the crowds and attackers of `npm run simulate` before the
// real rules of the guard, in simulated time. What they do is recorded as the metrics that a server would have.
import { balanceAt, countryGroup, defaultGuardTerms, Ledger, oneMessage } from '@threepid/core';
import { addresses, attack, manyRanges, oneRange } from '../../test/dist-test/abuse/simulator/attackers.js';
import { crowd } from '../../test/dist-test/abuse/simulator/crowds.js';
import { Run } from '../../test/dist-test/abuse/simulator/run.js';
import { SeededRandom } from '../../test/dist-test/abuse/simulator/seeded-random.js';
import { days, hours, minutes, seconds } from '../../test/dist-test/abuse/simulator/timeline.js';
import { distantCountries, home, homeCountries } from '../../test/dist-test/abuse/simulator/world.js';
import { Recorder } from './recorder.mjs';

/** When the story begins: a midnight, so that days are those of UTC. */
const begin = Date.UTC(2026, 10, 24);
/** When somebody looks at the dashboard, in the story's time. */
const end = 2 * days - 2 * hours;
/** `Run` begins at this time. */
const runBegins = 1_800_000_000_000;

/** What happens on the second day. */
const pumping = { from: 1.375 * days, to: 1.5 * days };
const outage = { from: 1.625 * days, to: 1.625 * days + 50 * minutes, provider: 'vonage' };
const lostMessages = { from: 1.76 * days, to: 1.85 * days, country: 'BR' };

const budgets = { total: { day: 260, month: 3_000 }, TJ: { day: 2 }, AZ: { day: 2 } };
const spentBefore = 2_050;
const [pumped] = distantCountries;

const within = ({ from, to }, time) => time >= from && time < to;

/** What a reader should find in the picture, in its order. */
const marks = [pumping, outage, lostMessages];

/** The story's metrics as OpenMetrics text, its end, and what happens in it: Unix time in seconds. */
export async function tellStory() {
  const recorder = new Recorder({ job: 'threepid', instance: '10.0.0.5:9464' });
  const world = new World(recorder);
  const run = new Run(scenarioOf(world), { create: () => world, attackersSolve: false }, { seed: 7 });
  world.random = new SeededRandom(11);
  await run.execute();
  const unixTime = (time) => (begin + time) / 1_000;
  return {
    text: recorder.text(),
    end: unixTime(end),
    marks: marks.map(({ from, to }) => ({ from: unixTime(from), to: unixTime(to) })),
  };
}

function scenarioOf(world) {
  return {
    name: 'two days',
    past: 5 * days,
    duration: end,
    actors: [
      crowd({ countries: homeCountries, rate: busy, peak: 420 }),
      attack({ ...pumping, targets: oneRange(pumped), origins: addresses(5_000), every: 9 * seconds }),
      attack({
        ...pumping,
        targets: manyRanges(distantCountries.slice(0, 4), 90),
        origins: addresses(20_000),
        every: 6 * seconds,
      }),
      everyMinute(world),
    ],
  };
}

/** More people by day than by night. */
function busy(time) {
  return 60 + 330 * Math.sin((Math.PI * ((time + 21 * hours) % days)) / days) ** 4;
}

/** Samples the metrics once a minute. */
function everyMinute(world) {
  return ({ timeline }) => {
    const sample = () => {
      world.tick(timeline.now);
      timeline.at(timeline.now + minutes, sample);
    };
    timeline.at(0, sample);
  };
}

/** The server, its guard and its providers, as a policy of the simulator. */
class World {
  #recorder;
  #balances = new Map();
  #spent = new Map();
  #open = [];
  #sessions = new Map();

  constructor(recorder) {
    this.#recorder = recorder;
  }

  decide(ask) {
    const time = ask.now - runBegins;
    const decision = this.#ledger(ask.now).decide(groupsOf(ask), ask.proved);
    const { country } = ask;
    if (time >= 0) this.#asked(country);
    if (decision.kind === 'refuse') return this.#refuse(decision, country, time);
    const message = { ...ask, time, charged: decision.charged, price: priceOf(ask) };
    if (!this.#pays(message)) return this.#refused('budget.country.day', country, time);
    return this.#send(message);
  }

  /** Sends by the country's provider, or by the other one if that fails. */
  #send(message) {
    const first = ['GB', 'BR'].includes(message.country) ? 'twilio' : 'vonage';
    const provider = [first, first === 'twilio' ? 'vonage' : 'twilio'].find((one) =>
      this.#takes(one, message),
    );
    if (message.time >= 0) this.#came(message, provider);
    if (provider === undefined) return { kind: 'refuse' };
    if (message.time >= 0) this.#sent(message, provider);
    return { kind: 'allow', verified: (now) => this.#verified(message, provider, now) };
  }

  /** What came of a message in the end: if all providers fail, they are named together. */
  #came({ country }, provider) {
    const result = provider === undefined ? 'unavailable' : 'sent';
    this.#recorder.count('threepid_messages', {
      provider: provider ?? 'twilio,vonage',
      channel: 'sms',
      country,
      result,
    });
  }

  #takes(provider, { time }) {
    const isDown = provider === outage.provider && within(outage, time);
    if (time < 0) return !isDown;
    const fails = isDown || this.random.chance(0.004);
    const duration = isDown ? 10 : this.random.logNormal(provider === 'twilio' ? 0.24 : 0.38, 0.35);
    const result = fails ? 'unavailable' : 'sent';
    this.#recorder.observe(
      'threepid_provider_duration_seconds',
      { provider, channel: 'sms', result },
      duration,
    );
    this.#answered('requestToken', 200, duration + this.random.logNormal(0.004, 0.4));
    return !fails;
  }

  #sent(message, provider) {
    const { country, price, msisdn, now } = message;
    this.#recorder.count('threepid_messages_cost', { provider, country }, price);
    const isFirst = now - (this.#sessions.get(msisdn) ?? 0) > 10 * minutes;
    if (isFirst) this.#recorder.count('threepid_sessions', { state: 'opened', country });
    this.#sessions.set(msisdn, now);
    this.#steps(['balances.charge', 'spending.reserve', 'open', 'settle']);
    this.#open.push({ provider, country, at: now, message });
    if (provider === 'twilio') this.#receipt(provider, message);
  }

  #receipt(provider, { time, country }) {
    const isLost = this.#isLost(country, time) || distantCountries.some(({ name }) => name === country);
    const state = this.random.chance(isLost ? 0.6 : 0.03) ? 'undelivered' : 'delivered';
    this.#recorder.count('threepid_receipts', { provider, state });
  }

  #verified(message, provider, now) {
    const { country, time } = message;
    if (this.#isLost(country, time) && this.random.chance(0.75)) return;
    this.#ledger(now).payBack(message.charged);
    if (time < 0) return;
    this.#open = this.#open.filter((one) => one.message !== message);
    const labels = { provider, channel: 'sms', country };
    if (this.random.chance(0.05)) this.#wrongCode(country);
    this.#recorder.count('threepid_verifications', labels);
    this.#recorder.count('threepid_sessions', { state: 'verified', country });
    this.#recorder.observe(
      'threepid_verification_delay_seconds',
      { provider, channel: 'sms' },
      (now - message.now) / 1_000,
    );
    this.#answered('submitToken', 200, this.random.logNormal(0.003, 0.4));
    this.#steps(['submit', 'balances.payBack']);
  }

  #isLost(country, time) {
    return country === lostMessages.country && within(lostMessages, time);
  }

  #wrongCode(country) {
    this.#recorder.count('threepid_wrong_codes', { channel: 'sms', country });
    this.#answered('submitToken', 400, this.random.logNormal(0.003, 0.4), 'M_TOKEN_INCORRECT');
    this.#steps(['submit']);
  }

  #asked(country) {
    this.#recorder.count('threepid_messages_requested', { country, purpose: 'verify', channel: 'sms' });
  }

  #refuse({ short, challenge }, country, time) {
    if (!challenge) return this.#refused(`guard.${short}`, country, time);
    if (time >= 0) {
      this.#recorder.count('threepid_challenges', { rule: `guard.${short}`, country });
      this.#answered('requestToken', 429, this.random.logNormal(0.003, 0.4), 'M_LIMIT_EXCEEDED');
    }
    return { kind: 'challenge' };
  }

  #refused(rule, country, time) {
    if (time >= 0) {
      this.#recorder.count('threepid_refusals', { rule, country, enforced: 'true' });
      this.#answered('requestToken', 429, this.random.logNormal(0.003, 0.4), 'M_LIMIT_EXCEEDED');
      this.#steps(['balances.charge']);
    }
    return { kind: 'refuse' };
  }

  #answered(route, status, duration, outcome = 'ok') {
    const path = `/_matrix/identity/api/v1/validate/msisdn/${route}`;
    this.#recorder.count('threepid_requests', { route: path, outcome });
    this.#recorder.observe(
      'http_server_request_duration_seconds',
      { http_request_method: 'POST', http_route: path, http_response_status_code: status },
      duration,
    );
  }

  #steps(operations) {
    for (const operation of operations)
      this.#recorder.observe(
        'threepid_storage_duration_seconds',
        { storage: 'redis', operation, outcome: 'ok' },
        this.random.logNormal(0.0006, 0.17),
      );
  }

  /** Reserves the price, unless a budget of the day is used up. */
  #pays({ time, country, price }) {
    if (time < 0) return true;
    const keys = ['total', country].map((name) => `${name} ${Math.floor(time / days)}`);
    const isOver = [budgets.total, budgets[country]].some(
      (budget, index) => budget !== undefined && (this.#spent.get(keys[index]) ?? 0) + price > budget.day,
    );
    if (isOver) return false;
    for (const key of keys) this.#spent.set(key, (this.#spent.get(key) ?? 0) + price);
    return true;
  }

  /** Once a minute: gauges, what has expired, and a sample of everything. */
  tick(time) {
    this.#expire(time + runBegins);
    const day = Math.floor(time / days);
    const spentOn = (name, of) => this.#spent.get(`${name} ${of}`) ?? 0;
    for (const [country, { day: ofDay, month }] of Object.entries(budgets)) {
      const earlier = [...Array(day).keys()].reduce((sum, of) => sum + spentOn(country, of), 0);
      this.#money(country, 'day', spentOn(country, day), ofDay);
      if (month === undefined) continue;
      this.#money(country, 'month', spentBefore + earlier + spentOn(country, day), month);
    }
    this.#balancesOf(time + runBegins);
    for (const provider of ['twilio', 'vonage']) {
      const isDown = provider === outage.provider && within(outage, time);
      this.#recorder.set('threepid_provider_healthy', { provider }, isDown ? 0 : 1);
    }
    this.#recorder.set('up', {}, 1);
    this.#recorder.sample((begin + time) / 1_000);
  }

  #money(country, period, spent, budget) {
    this.#recorder.set('threepid_spending', { period, country }, spent);
    this.#recorder.set('threepid_budget', { period, country }, budget);
  }

  #balancesOf(now) {
    for (const { name } of [...Object.values(home), ...distantCountries.slice(0, 2)]) {
      const { key } = countryGroup(name, 'nobody');
      const { amount } = balanceAt(this.#balances.get(key), defaultGuardTerms.country, now);
      this.#recorder.set('threepid_guard_balance', { country: name }, amount / oneMessage);
    }
  }

  #expire(now) {
    const isExpired = ({ at }) => now - at > 10 * minutes;
    for (const { provider, country } of this.#open.filter(isExpired))
      this.#recorder.count('threepid_expired', { provider, channel: 'sms', country });
    this.#open = this.#open.filter((one) => !isExpired(one));
  }

  #ledger(now) {
    return new Ledger(defaultGuardTerms, this.#balances, now);
  }
}

function groupsOf({ msisdn, country, caller }) {
  return {
    country,
    number: msisdn,
    block: msisdn.slice(0, -4),
    caller: caller && { ...caller, everywhere: caller.address },
  };
}

/** In dollars; the world's prices are in thousandths of a cent. */
function priceOf({ country }) {
  const { price } = [...homeCountries, ...distantCountries].find(({ name }) => name === country);
  return price / 100_000;
}

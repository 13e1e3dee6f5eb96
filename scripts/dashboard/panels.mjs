// The dashboard as a table: rows of panels with their queries, units, and what to do when one looks bad. grafana.mjs makes
// Grafana's JSON from it, and picture.mjs the picture in the documentation. `npm run dashboard` does both.

/** Labels that each query selects by: the dashboard's variables. */
const job = 'job=~"$job"';
const inCountry = `${job},country=~"$country"`;
const byProvider = `${job},provider=~"$provider"`;
const inBoth = `${inCountry},provider=~"$provider"`;

const sent = (labels, window) => `increase(threepid_messages_total{${labels},result="sent"}[${window}])`;
const verified = (labels, window) => `increase(threepid_verifications_total{${labels}}[${window}])`;

/**
 * Verifications for each message of the last hour. Where messages go out and nobody verifies, there may be no counter of
 * verifications at all: that is 0, not nothing. Fewer than ten messages say nothing.
 */
const conversionBy = (label, labels) =>
  `(sum by (${label}) (${verified(labels, '1h')}) or 0 * sum by (${label}) (${sent(labels, '1h')}))` +
  ` / (sum by (${label}) (${sent(labels, '1h')}) >= 10)`;

/** A quantile of a histogram, by labels if there are any. */
const quantile = (q, histogram, labels, by = []) =>
  `histogram_quantile(${q}, sum by (${['le', ...by].join(', ')}) (rate(${histogram}_bucket{${labels}}[$__rate_interval])))`;

const perSecond = (by, counter, labels) => `sum by (${by}) (rate(${counter}{${labels}}[$__rate_interval]))`;
const serverErrors = (sum) =>
  `${sum} (rate(http_server_request_duration_seconds_count{${job},http_response_status_code=~"5.."}[$__rate_interval]))`;
/** Every attempt with a provider: messages are counted by what came of them in the end, behind failover. */
const attempts = 'threepid_provider_duration_seconds_count';
/** Of each hour, for bars. */
const hourly = (by, counter, labels) => `sum by (${by}) (increase(${counter}{${labels}}[1h]))`;

const spending = (period) => `max(threepid_spending{${job},period="${period}",country="total"})`;
const budget = (period) => `max(threepid_budget{${job},period="${period}",country="total"})`;

/** Colours of values from a number on; the first is for all below. */
const from = (...steps) => steps.map(([value, color]) => ({ value, color }));

const glance = {
  title: 'At a glance',
  height: 4,
  panels: [
    {
      title: 'Conversion, 1 h',
      kind: 'stat',
      width: 4,
      unit: 'percentunit',
      colors: from([null, 'red'], [0.3, 'orange'], [0.5, 'green']),
      queries: [{ expr: `sum(${verified(inBoth, '1h')}) / sum(${sent(inBoth, '1h')})` }],
      description:
        'Verified codes for each message that a provider took in the last hour. Every country has its own usual value; compare with yesterday. If it falls: see which country and provider below.',
    },
    {
      title: 'Messages, 1 h',
      kind: 'stat',
      width: 4,
      unit: 'short',
      decimals: 0,
      queries: [{ expr: `sum(${sent(inBoth, '1h')})` }],
      description:
        'Messages that a provider took in the last hour. If they double without a reason, look at the countries below: somebody may be pumping messages.',
    },
    {
      title: 'Spent today',
      kind: 'stat',
      width: 4,
      unit: 'short',
      decimals: 2,
      queries: [{ expr: spending('day') }],
      description:
        'By your prices and in your currency, since midnight UTC, messages under way included. If it is more than you want to pay, set a budget for the day (THREEPID_BUDGETS).',
    },
    {
      title: "Day's budget used",
      kind: 'stat',
      width: 4,
      unit: 'percentunit',
      colors: from([null, 'green'], [0.8, 'orange'], [1, 'red']),
      queries: [{ expr: `${spending('day')} / ${budget('day')}` }],
      description:
        'At 100 % no message is sent until midnight UTC. If it rises too fast: see which country costs the most, and deny it. No value means that there is no budget for the day: set one.',
    },
    {
      title: 'Refused, 1 h',
      kind: 'stat',
      width: 4,
      unit: 'percentunit',
      colors: from([null, 'green'], [0.1, 'orange'], [0.5, 'red']),
      queries: [
        {
          expr:
            `(sum(increase(threepid_refusals_total{${inCountry},enforced="true"}[1h])) or vector(0))` +
            ` / sum(increase(threepid_messages_requested_total{${inCountry}}[1h]))`,
        },
      ],
      description:
        'Refused requests among all for a message, in the last hour. High during an attack, which is as it should be. High without one: honest people are refused; look at the rules below.',
    },
    {
      title: 'Providers failing',
      kind: 'stat',
      width: 4,
      unit: 'short',
      decimals: 0,
      colors: from([null, 'green'], [1, 'red']),
      queries: [
        { expr: `count(max by (provider) (threepid_provider_healthy{${byProvider}}) == 0) or vector(0)` },
      ],
      description:
        "Providers that fail in every process. Look at the provider's own status page and at the warnings in the log, which name the cause.",
    },
  ],
};

const arrival = {
  title: 'Do the codes arrive?',
  height: 8,
  panels: [
    {
      title: 'Conversion by country',
      kind: 'lines',
      width: 12,
      unit: 'percentunit',
      max: 1,
      queries: [{ expr: conversionBy('country', inBoth), legend: '{{country}}' }],
      description:
        "Verified codes for each message of the last hour. One country falls, and its messages are as many as ever: they don't arrive; ask the provider, or send by another. It falls while messages rise: an attack.",
    },
    {
      title: 'Conversion by provider',
      kind: 'lines',
      width: 12,
      unit: 'percentunit',
      max: 1,
      queries: [{ expr: conversionBy('provider', inBoth), legend: '{{provider}}' }],
      description:
        'One provider is far below the others in the same countries: it loses messages. Put another first, or switch on THREEPID_SMS_ROUTING=adaptive.',
    },
    {
      title: 'From the message to the right code',
      kind: 'lines',
      width: 8,
      unit: 's',
      queries: [
        [0.5, 'half of the people'],
        [0.9, '90 %'],
        [0.99, '99 %'],
      ].map(([q, legend]) => ({
        expr: `histogram_quantile(${q}, sum by (le) (increase(threepid_verification_delay_seconds_bucket{${byProvider}}[1h])))`,
        legend,
      })),
      description:
        'How long people take, over the last hour. If the median rises to minutes, messages come late: a queue at the provider, or a slow route. Codes are valid for ten minutes.',
    },
    {
      title: 'Codes that nobody used',
      kind: 'lines',
      width: 8,
      unit: 'short',
      queries: [{ expr: hourly('provider', 'threepid_expired_total', inBoth), legend: '{{provider}}' }],
      description:
        'Codes that expired in the last hour. Some people always give up. If they rise for one provider, its messages come late or not at all.',
    },
    {
      title: 'Wrong codes',
      kind: 'lines',
      width: 8,
      unit: 'short',
      queries: [{ expr: hourly('country', 'threepid_wrong_codes_total', inCountry), legend: '{{country}}' }],
      description:
        'In the last hour. A few for each hundred verifications are typing errors. More wrong than right ones: somebody guesses. Five end a session, so guesses cost them messages; look at the refusals.',
    },
  ],
};

const money = {
  title: 'Messages and money',
  height: 8,
  panels: [
    {
      title: 'Messages an hour',
      kind: 'bars',
      width: 8,
      unit: 'short',
      interval: '1h',
      queries: [{ expr: `sum by (country) (${sent(inBoth, '1h')})`, legend: '{{country}}' }],
      description:
        'Messages that a provider took. A country that you have nobody in: deny it (THREEPID_COUNTRIES_DENY), or name those that you serve (THREEPID_COUNTRIES_ALLOW).',
    },
    {
      title: 'Money an hour',
      kind: 'bars',
      width: 8,
      unit: 'short',
      interval: '1h',
      queries: [{ expr: hourly('country', 'threepid_messages_cost_total', inBoth), legend: '{{country}}' }],
      description:
        'By your prices and in your currency. A small country that costs as much as your own market: give it a budget of its own (THREEPID_BUDGETS=TJ.day=5).',
    },
    {
      title: 'Budgets used',
      kind: 'shares',
      width: 8,
      unit: 'percentunit',
      max: 1,
      colors: from([null, 'green'], [0.8, 'orange'], [1, 'red']),
      queries: [
        {
          expr:
            `max by (country, period) (threepid_spending{${job},country=~"total|$country"})` +
            ` / (max by (country, period) (threepid_budget{${job},country=~"total|$country"}) > 0)`,
          legend: '{{country}}, {{period}}',
        },
      ],
      description:
        'What is spent of each budget now. At 100 % its messages stop until the day or month ends (UTC). If the messages are honest, raise the budget; if not, deny the country. Nothing here: no budget is set.',
    },
    {
      title: 'Spent today, and the budget',
      kind: 'lines',
      width: 12,
      unit: 'short',
      decimals: 2,
      queries: [
        { expr: spending('day'), legend: 'spent' },
        { expr: budget('day'), legend: 'budget' },
      ],
      description:
        'Should rise by day like yesterday, and begin anew at midnight UTC. A steep line that heads for the budget: look at "Money an hour" for the country.',
    },
    {
      title: 'Asked for, sent, verified',
      kind: 'lines',
      width: 12,
      unit: 'short',
      queries: [
        {
          expr: `sum(increase(threepid_messages_requested_total{${inCountry}}[1h]))`,
          legend: 'asked for',
        },
        { expr: `sum(${sent(inBoth, '1h')})`, legend: 'sent' },
        { expr: `sum(${verified(inBoth, '1h')})`, legend: 'verified' },
      ],
      description:
        'In the last hour. "Asked for" leaves the others: an attack, and the guard holds it. "Sent" leaves "verified": messages don\'t arrive, or somebody gets past the guard.',
    },
  ],
};

const guard = {
  title: 'The guard',
  height: 8,
  panels: [
    {
      title: 'Refusals by rule',
      kind: 'bars',
      width: 8,
      unit: 'short',
      interval: '1h',
      queries: [
        {
          expr: hourly('rule', 'threepid_refusals_total', `${inCountry},enforced="true"`),
          legend: '{{rule}}',
        },
        {
          expr: hourly('rule', 'threepid_refusals_total', `${inCountry},enforced="false"`),
          legend: '{{rule}}, only watched',
        },
      ],
      description:
        'In an hour. guard.block, guard.number: an attack on a range or a number; nothing to do. guard.address, limit.client: if these are your users, name your proxy (THREEPID_TRUST_PROXY). budget: a budget is used up.',
    },
    {
      title: 'Refusals by country',
      kind: 'bars',
      width: 8,
      unit: 'short',
      interval: '1h',
      queries: [{ expr: hourly('country', 'threepid_refusals_total', inCountry), legend: '{{country}}' }],
      description:
        "In an hour. A country that you don't serve: deny it. One that you serve: honest people there may have to solve challenges while it lasts.",
    },
    {
      title: 'Challenges by rule',
      kind: 'bars',
      width: 8,
      unit: 'short',
      interval: '1h',
      queries: [{ expr: hourly('rule', 'threepid_challenges_total', inCountry), legend: '{{rule}}' }],
      description:
        'In an hour, people or machines were asked for a proof. Many without an attack: as for refusals by address, look at your proxy setting.',
    },
    {
      title: 'Balances of the busiest countries',
      kind: 'lines',
      width: 24,
      unit: 'short',
      decimals: 0,
      queries: [{ expr: `min by (country) (threepid_guard_balance{${inCountry}})`, legend: '{{country}}' }],
      description:
        "How many messages strangers may still have there without a verification. Near 0: its strangers are refused or challenged. If people there are honest, their messages don't arrive: look at the conversion.",
    },
  ],
};

const providers = {
  title: 'Providers',
  height: 8,
  panels: [
    {
      title: 'Messages that a provider did not take',
      kind: 'lines',
      width: 8,
      unit: 'percentunit',
      max: 1,
      queries: [
        {
          expr:
            `(${perSecond('provider', attempts, `${byProvider},result=~"refused|unavailable"`)}` +
            ` or 0 * ${perSecond('provider', attempts, byProvider)})` +
            ` / (${perSecond('provider', attempts, byProvider)} > 0)`,
          legend: '{{provider}}',
        },
      ],
      description:
        "The share of attempts that were refused or failed. All of them: credentials, an empty account, an outage. The log has the provider's cause.",
    },
    {
      title: "Time of a provider's answer, 95 %",
      kind: 'lines',
      width: 8,
      unit: 's',
      queries: [
        {
          expr: quantile(0.95, 'threepid_provider_duration_seconds', byProvider, ['provider']),
          legend: '{{provider}}',
        },
      ],
      description:
        "People wait for it. If it nears 10 seconds, attempts are given up and failover turns to the next provider: look at the provider's status page.",
    },
    {
      title: 'Which providers work',
      kind: 'states',
      width: 8,
      unit: 'none',
      states: { 0: ['failing', 'red'], 1: ['working', 'green'] },
      queries: [
        { expr: `max by (provider) (threepid_provider_healthy{${byProvider}})`, legend: '{{provider}}' },
      ],
      description:
        'Learned from real messages. A provider that fails stays so until an attempt succeeds. With one provider alone, no message is sent meanwhile: add a second one to THREEPID_SMS.',
    },
    {
      title: 'Attempts by provider and result',
      kind: 'bars',
      width: 12,
      unit: 'short',
      interval: '1h',
      queries: [
        {
          expr: hourly('provider, result', attempts, byProvider),
          legend: '{{provider}}: {{result}}',
        },
      ],
      description:
        'In an hour. rejected-destination says that the number gets no messages, and nothing of the provider; many of them from one country look like somebody who tries numbers.',
    },
    {
      title: 'Delivery receipts',
      kind: 'bars',
      width: 12,
      unit: 'short',
      interval: '1h',
      queries: [
        {
          expr: hourly('provider, state', 'threepid_receipts_total', byProvider),
          legend: '{{provider}}: {{state}}',
        },
      ],
      description:
        'In an hour. More "undelivered" than usual, or none at all where there were some: ask the provider. Nothing here: no receipts are set up (docs/receipts.md).',
    },
  ],
};

const server = {
  title: 'The server and its storage',
  height: 8,
  panels: [
    {
      title: 'Requests',
      kind: 'lines',
      width: 12,
      unit: 'reqps',
      queries: [
        {
          expr: perSecond('http_route', 'http_server_request_duration_seconds_count', job),
          legend: '{{http_route}}',
        },
      ],
      description:
        'By route. If requestToken rises alone, somebody asks for messages and never submits a code: look at the guard. None at all: is the proxy up?',
    },
    {
      title: 'Time of an answer',
      kind: 'lines',
      width: 12,
      unit: 's',
      queries: [
        [0.5, '50 %'],
        [0.95, '95 %'],
        [0.99, '99 %'],
      ].map(([q, legend]) => ({
        expr: quantile(q, 'http_server_request_duration_seconds', job),
        legend,
      })),
      description:
        "requestToken waits for the provider, so this follows the provider's time. If it rises and the provider's doesn't: look at the storage, then at the CPU.",
    },
    {
      title: 'Server errors',
      kind: 'lines',
      width: 12,
      unit: 'reqps',
      queries: [
        { expr: `${serverErrors('sum')} or vector(0)`, legend: 'all' },
        {
          expr: serverErrors('sum by (http_response_status_code)'),
          legend: '{{http_response_status_code}}',
        },
      ],
      description:
        'Should be 0. 503: the storage is out of reach, or full. 500: an error in threepid or your code; the log has it, with the request id.',
    },
    {
      title: 'Errors by outcome',
      kind: 'lines',
      width: 12,
      unit: 'reqps',
      queries: [
        {
          expr: perSecond('outcome', 'threepid_requests_total', `${job},outcome!="ok"`),
          legend: '{{outcome}}',
        },
      ],
      description:
        "M_LIMIT_EXCEEDED: refusals, see the guard. M_SEND_ERROR: the provider. M_TOKEN_INCORRECT, M_SESSION_EXPIRED: people. M_UNRECOGNIZED: somebody calls paths that threepid doesn't have.",
    },
    {
      title: 'Time of a storage step, 99 %',
      kind: 'lines',
      width: 12,
      unit: 's',
      queries: [
        {
          expr: quantile(0.99, 'threepid_storage_duration_seconds', job, ['operation']),
          legend: '{{operation}}',
        },
      ],
      description:
        'Redis takes about a millisecond. If it takes more than 100: slow commands of others, a full core, the network (docs/redis.md, docs/scaling.md).',
    },
    {
      title: 'Storage errors, servers that are up',
      kind: 'lines',
      width: 12,
      unit: 'short',
      queries: [
        {
          expr: `sum(rate(threepid_storage_duration_seconds_count{${job},outcome="error"}[$__rate_interval])) or vector(0)`,
          legend: 'errors a second',
        },
        { expr: `sum(up{${job}})`, legend: 'servers up' },
      ],
      description:
        'While the storage fails, no message is sent (503). Check Redis: is it up, is its memory full (maxmemory), does a failover go on?',
    },
  ],
};

/** The rows in their order. */
export const rows = [glance, arrival, money, guard, providers, server];

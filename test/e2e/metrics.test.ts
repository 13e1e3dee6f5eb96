import { startTwilioPeer, startWebhookPeer, twilioCallHeaders } from '@threepid/contract-tests/peers';
import { startRedis } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { identityV1 } from '../identity-client.js';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { OtlpReceiver, type ReceivedSpan } from '../otlp-receiver.js';
import { PrometheusServer, promtoolComplaints } from '../prometheus-server.js';
import { root, ServerProcess } from '../server-process.js';

const webhookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'f00dbabe'.repeat(4);
const publicUrl = 'https://id.example.org';
const apiKey = 'a-secret-of-the-collector';

const environment = {
  THREEPID_PROCESSES: '2',
  THREEPID_SECRET: 'a-secret-for-tests-of-a-good-length',
  THREEPID_SMS: 'webhook,twilio',
  THREEPID_WEBHOOK_SECRET: webhookSecret,
  TWILIO_ACCOUNT_SID: accountSid,
  TWILIO_AUTH_TOKEN: authToken,
  TWILIO_FROM: '+15005550006',
  THREEPID_SMS_CALLBACKS: 'on',
  THREEPID_PUBLIC_URL: publicUrl,
  THREEPID_TRUST_PROXY: '127.0.0.1',
  THREEPID_GUARD: 'enforce',
  THREEPID_CHALLENGE: 'altcha',
  THREEPID_PRICES: 'GB=0.5,TJ=0.25,AF=0.25,default=1',
  THREEPID_BUDGETS: 'day=100,month=1000,AF.day=0.5',
  THREEPID_COUNTRIES_DENY: 'RU',
  THREEPID_METRICS: '127.0.0.1:0',
  OTEL_EXPORTER_OTLP_HEADERS: `api-key=${apiKey}`,
  OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
};

/** A person, or somebody who acts like many. */
interface Caller {
  readonly number: string;
  readonly country: string;
  readonly address: string;
}

const person = (index: number): Caller => ({
  number: `074001234${String(index)}`,
  country: 'GB',
  address: `198.51.100.${String(index)}`,
});

/** Numbers of one range, each from an address of its own. */
const attack = (country: string, range: string, count: number): readonly Caller[] =>
  Array.from({ length: count }, (_, index) => ({
    number: `${range}${String(1_000 + index)}`,
    country,
    address: `203.0.${String(index)}.7`,
  }));

/** Numbers of many ranges from one address. */
const fromOneAddress = (count: number): readonly Caller[] =>
  Array.from({ length: count }, (_, index) => ({
    number: `06${String(10 + index)}345678`,
    country: 'FR',
    address: '192.0.2.1',
  }));

const limited = 'M_LIMIT_EXCEEDED';
const rejected = 'M_DESTINATION_REJECTED';

/** The queries of the dashboard's panels, as they are when somebody opens it. */
function dashboardQueries() {
  const text = readFileSync(`${root}packages/server/deploy/grafana/threepid.json`, 'utf8');
  const { panels } = JSON.parse(text) as { readonly panels: readonly Panel[] };
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({
      title,
      expr: expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$\w+/g, '.*'),
    })),
  );
}

/** Panels that this story has nothing to show in. */
const withoutData = ['Codes that nobody used', 'Refusals by rule', 'Server errors'];

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

function alertExpressions(): readonly string[] {
  const text = readFileSync(`${root}packages/server/deploy/prometheus/threepid-rules.yml`, 'utf8');
  const { groups } = parse(text) as RuleFile;
  return groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[];
}

describe('the metrics and traces of the stand-alone server', () => {
  const stops: (() => Promise<unknown>)[] = [];
  let webhook: Awaited<ReturnType<typeof startWebhookPeer>>;
  let twilio: Awaited<ReturnType<typeof startTwilioPeer>>;
  let collector: OtlpReceiver;
  let server: ServerProcess;
  let prometheus: PrometheusServer;
  let base: string;
  let metricsUrl: string;

  before(async () => {
    const redis = await startRedis();
    [webhook, twilio, collector] = await Promise.all([
      startWebhookPeer(webhookSecret),
      startTwilioPeer({ accountSid, username: accountSid, password: authToken }),
      OtlpReceiver.start(),
    ]);
    server = new ServerProcess({
      environment: {
        ...environment,
        THREEPID_STORAGE: redis.url,
        THREEPID_WEBHOOK_URL: webhook.url,
        TWILIO_BASE_URL: twilio.url,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      },
    });
    stops.push(
      () => server.kill(),
      () => redis.stop(),
      () => webhook.close(),
      () => twilio.close(),
      () => collector.stop(),
    );
    base = await server.url();
    [, metricsUrl = ''] = await server.printed(/ \| metrics on (http:\S+)/);
    prometheus = await PrometheusServer.start(metricsUrl);
    stops.push(() => prometheus.stop());
  });
  after(() => Promise.all(stops.map((stop) => stop())));

  const call = async (path: string, { address }: Pick<Caller, 'address'>, body: unknown) => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
    const request = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${base}${identityV1}/validate/msisdn/${path}`, request);
    return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
  };
  const ask = (caller: Caller) =>
    call('requestToken', caller, {
      client_secret: `of-${caller.number}`,
      country: caller.country,
      phone_number: caller.number,
      send_attempt: 1,
    });
  const verify = async (caller: Caller, wrongCodes = 0) => {
    const { status, body } = await ask(caller);
    expect(status, JSON.stringify(body)).to.equal(200);
    const code = /(?<!\d)\d{6}(?!\d)/.exec(twilio.messages.at(-1)?.text ?? '')?.[0] ?? '';
    const session = { sid: body['sid'], client_secret: `of-${caller.number}` };
    const submit = async (token: string) => (await call('submitToken', caller, { ...session, token })).body;
    const wrong = code === '000000' ? '000001' : '000000';
    for (let count = 0; count < wrongCodes; count += 1)
      expect(await submit(wrong)).to.include({ errcode: 'M_TOKEN_INCORRECT' });
    expect(await submit(code)).to.deep.equal({ success: true });
  };
  const asked = async (callers: readonly Caller[]) => {
    const answers: string[] = [];
    for (const caller of callers) {
      const { status, body } = await ask(caller);
      answers.push(status === 200 ? 'ok' : String(body['errcode']));
    }
    return answers;
  };
  it('tell the story in PromQL: who asked, what was sent, by whom, for how much, what was refused, and who verified', async () => {
    // From the start, the first provider refuses every message, and the second one takes it.
    await webhook.play('refuse');
    await verify(person(10));
    // From here on, Prometheus sees every counter rise.
    await prometheus.reached('sum(threepid_verifications_total)', (sum) => sum === 1);
    // As many as the dashboard wants to see before it speaks of a conversion.
    for (let index = 11; index < 22; index += 1) await verify(person(index));
    await verify(person(22), 2);
    await asked(attack('TJ', '91712', 20));
    expect(await asked(attack('AF', '70123', 4))).to.deep.equal(['ok', 'ok', limited, limited]);
    expect(await asked(attack('RU', '912123', 2))).to.deep.equal([rejected, rejected]);
    expect((await asked(fromOneAddress(18))).slice(-3)).to.deep.equal(['ok', limited, limited]);
    await twilio.play('refuse', 1);
    expect(await asked([person(23)])).to.deep.equal(['M_SEND_ERROR']);
    await reportDelivery();

    const sentToTj = twilio.messages.filter(({ to }) => to.startsWith('+992')).length;
    const cost = 13 * 0.5 + sentToTj * 0.25 + 2 * 0.25 + 16;
    const figures: Readonly<Record<string, number>> = {
      'sum(threepid_messages_requested_total{country="GB",purpose="verify",channel="sms"})': 14,
      'sum(threepid_messages_requested_total)': 14 + 20 + 4 + 2 + 18,
      'sum(threepid_messages_total{provider="twilio",country="GB",result="sent"})': 13,
      'sum(threepid_messages_total{country="TJ",result="sent"})': sentToTj,
      'sum(threepid_messages_total{result="refused"})': 1,
      'sum(threepid_messages_cost_total)': cost,
      'sum(threepid_sessions_total{state="opened",country="GB"})': 13,
      'sum(threepid_sessions_total{state="verified",country="GB"})': 13,
      'sum(threepid_verifications_total{provider="twilio",channel="sms",country="GB"})': 13,
      'sum(threepid_verification_delay_seconds_count{provider="twilio",channel="sms"})': 13,
      'sum(threepid_wrong_codes_total{country="GB"})': 2,
      'sum(threepid_receipts_total{provider="twilio",state="delivered"})': 1,
      // Conversion, as the dashboard has it.
      'sum(threepid_verifications_total{country="GB"}) / sum(threepid_messages_total{country="GB",result="sent"})': 1,
      'sum(threepid_refusals_total{rule="guard.block",country="TJ",enforced="true"})': 20 - sentToTj,
      'sum(threepid_refusals_total{rule="budget.country.day",country="AF"})': 2,
      'sum(threepid_refusals_total{rule="destination.country",country="RU"})': 2,
      'sum(threepid_challenges_total{rule="guard.address",country="FR"})': 2,
      'sum(threepid_provider_duration_seconds_count{provider="twilio",result="sent"})':
        13 + sentToTj + 2 + 16,
      'threepid_provider_healthy{provider="webhook"}': 0,
      'threepid_provider_healthy{provider="twilio"}': 1,
      'sum(threepid_requests_total{outcome="M_SEND_ERROR"})': 1,
      'sum(threepid_requests_total{outcome="M_LIMIT_EXCEEDED"})': 20 - sentToTj + 2 + 2,
      'sum(http_server_request_duration_seconds_count{http_response_status_code="429"})':
        20 - sentToTj + 2 + 2,
      'sum(threepid_storage_duration_seconds_count{storage="redis",operation="submit",outcome="ok"})': 15,
      'threepid_budget{period="day",country="AF"}': 0.5,
      'threepid_spending{period="day",country="total"}': cost,
      'threepid_workers{state="responding"}': 2,
      'threepid_build_info{version!=""}': 1,
      up: 1,
    };
    for (const [expression, value] of Object.entries(figures))
      await prometheus.reached(expression, (sum) => Math.abs(sum - value) < 1e-9);
    expect(sentToTj).to.be.within(5, 15);
    const refusedByWebhook =
      'sum(threepid_provider_duration_seconds_count{provider="webhook",result="refused"})';
    expect(await prometheus.sum(refusedByWebhook)).to.be.at.least(6);
    expect(
      (await prometheus.query('threepid_guard_balance')).map(({ metric }) => metric['country']),
    ).to.include.members(['GB', 'TJ', 'FR']);
  });

  it('answer each query of the dashboard, and every alert', async () => {
    const empty: string[] = [];
    for (const { title, expr } of dashboardQueries())
      if ((await prometheus.query(expr)).length === 0) empty.push(title);
    expect([...new Set(empty)]).to.deep.equal(withoutData);
    for (const expr of alertExpressions()) await prometheus.query(expr);
  });

  it('are in a form of which promtool has nothing to complain, and name nobody', async () => {
    const text = await (await fetch(metricsUrl)).text();
    expect(await promtoolComplaints(text)).to.equal('');
    for (const digits of numbers()) expect(text).to.not.include(digits);
  });

  it('reach a collector, the last ones as the server stops: the spans of a request below each other', async () => {
    server.signal('SIGTERM');
    expect(await server.exit).to.deep.equal({ code: 0, signal: null });
    const { spans } = collector;
    const request = spans.find(({ name }) => name === `POST ${identityV1}/validate/msisdn/requestToken`);
    const below = (parent: ReceivedSpan | undefined) =>
      spans.filter(({ parentId }) => parentId === parent?.id);
    expect(request).to.include({ kind: 2, parentId: '' });
    expect(request?.attributes).to.include({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
    });
    const steps = below(request);
    const storage = steps.filter(({ attributes }) => attributes['db.system.name'] === 'redis');
    expect(storage.map(({ attributes }) => attributes['db.operation.name'])).to.include.members([
      'charge',
      'reserve',
      'open',
      'settle',
    ]);
    const sending = steps.find(({ name }) => name === 'send webhook,twilio');
    const tries = below(sending).map(({ attributes }) => [
      attributes['threepid.provider'],
      attributes['threepid.result'],
    ]);
    expect(tries).to.deep.equal([
      ['webhook', 'refused'],
      ['twilio', 'sent'],
    ]);
    expect(new Set(below(request).map(({ traceId }) => traceId))).to.deep.equal(new Set([request?.traceId]));
    expect(request?.resource).to.include({
      'service.name': 'threepid',
      'deployment.environment.name': 'test',
    });
    expect(spans.filter(({ name }) => name.endsWith('/submitToken'))).to.have.length(15);
    expect(new Set(spans.map(({ resource }) => resource['service.instance.id']))).to.have.property('size', 2);
    expect([...collector.metrics]).to.include.members([
      'threepid.verifications',
      'threepid.spending',
      'http.server.request.duration',
    ]);
    expect(collector.requests.every(({ headers }) => headers['api-key'] === apiKey)).to.equal(true);
    for (const digits of numbers()) expect(collector.received.includes(digits)).to.equal(false);
    expect(server.output).to.not.include(apiKey);
  });

  /** All numbers that got a message, without their country codes, and all codes. */
  const numbers = () =>
    twilio.messages.flatMap(({ to, text }) => [to.slice(4), /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0] ?? to]);

  async function reportDelivery(): Promise<void> {
    const messageId = await server.printed(/"messageId":"(SM[0-9a-f]{32})"/).then(([, id = '']) => id);
    const body = new URLSearchParams({ MessageSid: messageId, MessageStatus: 'delivered' }).toString();
    const headers = twilioCallHeaders(authToken, `${publicUrl}/_threepid/callbacks/twilio`, body);
    const response = await fetch(`${base}/_threepid/callbacks/twilio`, { method: 'POST', body, headers });
    expect(response.status).to.equal(204);
  }
});

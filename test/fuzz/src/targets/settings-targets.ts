import assert from 'node:assert/strict';
import type { MessageLimit } from '@threepid/core';
import { readSettings, SettingsError, type Environment } from 'threepid';
import { limits, limitsText } from '../../../../packages/server/dist/settings/parsers/limits.js';
import { textOf } from '../engine/bytes.js';
import type { FuzzTarget } from '../engine/fuzz-target.js';
import { utf8 } from './line-fields.js';

const secretNames = /SECRET|TOKEN|PASSWORD|_KEY/;

/** Lines of `NAME=value`: settings that are right, or a line for each that is wrong, without a secret in it. */
const environment: FuzzTarget = {
  name: 'settings',
  share: 3,
  seeds: [
    'THREEPID_SECRET=0123456789abcdef0123456789abcdef\nHOST=0.0.0.0\nPORT=8090\nTHREEPID_PUBLIC_URL=https://id.example.org/',
    'THREEPID_STORAGE=redis-sentinel://user:geheim-p%40ss@a:1,b:2/name\nTHREEPID_SECRET=short\nTHREEPID_PROCESSES=auto',
    'THREEPID_SMS=twilio,vonage,sns\nTWILIO_ACCOUNT_SID=x\nTWILIO_AUTH_TOKEN=geheim-token\nVONAGE_API_KEY=a\nVONAGE_API_SECRET=geheim-secret\nVONAGE_FROM_US=x\nAWS_REGION=eu-west-1',
    'THREEPID_LIMITS=perNumber=5/10m+20/24h,perAddress=20/1h,deliveries.perBlock=off\nTHREEPID_GUARD=monitor',
    'THREEPID_SMS_PRICES=sns.GB=0.04,sns.default=0.05,worth=1\nTHREEPID_SMS_ROUTING=adaptive\nTHREEPID_PRICES=GB=0.04,US=0.0079',
    'THREEPID_BUDGETS=day=50,month=500,TJ.day=5\nTHREEPID_TEST_NUMBERS=+447400999999=000042@2200-01-01\nTHREEPID_COUNTRIES=GB,DE',
    'THREEPID_NEXT_LINK_HOSTS=example.org,app.example.org:8443\nTHREEPID_CORS=https://a.example\nTHREEPID_TRUST_PROXY=10.0.0.0/8\nTHREEPID_DELEGATES=10.0.0.1',
    'NODE_ENV=production\nTHREEPID_SMS=console!\nTHREEPID_METRICS=127.0.0.1:9090\nOTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318',
    'THREEPID_SMS=webhook\nSMS_WEBHOOK_URL=https://x.example\nSMS_WEBHOOK_SECRET=whsec_geheim',
    'THREEPID_CHANNELS=whatsapp,voice,telegram\nTHREEPID_LANGUAGES=de,fr\nTHREEPID_BRAND=Example\nTHREEPID_PROT=1',
    'THREEPID_SMS=smpp\nSMPP_URL=smpp://user:geheim@127.0.0.1:2775',
  ],
  run: async (input) => {
    const given = environmentOf(textOf(input));
    try {
      const settings = await readSettings(given);
      assert.ok(settings.sms.length > 0 && Number.isInteger(settings.port));
      if (typeof settings.limits === 'object')
        assert.deepEqual(limits(limitsInOne(settings.limits)), settings.limits);
    } catch (error) {
      assert.ok(error instanceof SettingsError, `another error: ${String(error)}`);
      checkErrors(error, given);
    }
  },
};

function limitsInOne(given: ReturnType<typeof limits>): string {
  const text = limitsText(given);
  return text === '' ? 'on' : text.replaceAll(', ', ',').replace(/ (?=\d|off)/g, '=');
}

function environmentOf(text: string): Environment {
  const pairs = text
    .split('\n')
    .map((line) => [line.split('=', 1)[0] ?? '', utf8(line.slice(line.indexOf('=') + 1))] as const);
  return Object.fromEntries(pairs);
}

/** Each error begins with its variable, is one line, and quotes no secret of eight characters or more. */
function checkErrors({ errors }: SettingsError, given: Environment): void {
  assert.ok(errors.length > 0);
  for (const error of errors) {
    assert.ok(!/[\r\n]/.test(error), `of several lines: ${JSON.stringify(error)}`);
    for (const [name, value = ''] of Object.entries(given))
      if (
        secretNames.test(name) &&
        /^THREEPID_|^TWILIO_|^VONAGE_|^SMS_/.test(name) &&
        value.length >= 12 &&
        value.startsWith('geheim')
      )
        assert.ok(!error.includes(value), `quotes ${name}: ${error}`);
  }
}

/** `THREEPID_LIMITS` alone: whole numbers of messages in whole milliseconds, and the same when it is written and read again. */
const limitsTarget: FuzzTarget = {
  name: 'limits',
  seeds: [
    'on',
    'off',
    'perNumber=5/10m+20/24h,perAddress=20/h,deliveries.perBlock=off',
    'perNumber=999999999/999999d',
    'perNumbr=1/s',
    'perNumber=1/1s,perNumber=2/1s',
    '__proto__=1/s',
  ],
  run: (input) => {
    const read = limitsOrNone(input.toString());
    if (read === undefined || typeof read === 'string') return;
    const { deliveries = {}, ...own } = read;
    const ofOwn: readonly (readonly MessageLimit[] | undefined)[] = Object.values(own);
    const ofDeliveries: readonly (readonly MessageLimit[] | undefined)[] = Object.values(deliveries);
    for (const { messages, windowMs } of [...ofOwn, ...ofDeliveries].flatMap((one) => one ?? [])) {
      assert.ok(Number.isSafeInteger(messages) && messages > 0);
      assert.ok(Number.isSafeInteger(windowMs) && windowMs >= 1_000);
    }
    assert.deepEqual(limits(limitsInOne(read)), read, 'written and read again');
  },
};

function limitsOrNone(text: string): ReturnType<typeof limits> | undefined {
  try {
    return limits(text);
  } catch (error) {
    assert.ok(
      error instanceof TypeError && error.message.startsWith('must '),
      `another error: ${String(error)}`,
    );
    return undefined;
  }
}

export const settingsTargets: readonly FuzzTarget[] = [environment, limitsTarget];

// The ceiling: a phone verification that somebody writes by hand, for one framework and one provider, because it must be
// fast. It has what no verification can do without: no limits, no guard, no CORS headers, no `send_attempt` that is
// remembered, and no log.
import { createHmac } from 'node:crypto';
import { mobileNumberOf } from './phone.mjs';
import { memorySessions, redisSessions } from './sessions.mjs';
import { snsSender, twilioSender } from './senders.mjs';
import { twilioAccount, snsCredentials, secret } from '../hosts/accounts.mjs';

/** An answer in the form of the protocol. */
const refusal = (status, errcode, error) => ({ status, body: { errcode, error } });
const invalid = refusal(400, 'M_INVALID_PARAM', 'invalid or missing parameters');
const wrongNumber = refusal(400, 'M_INVALID_ADDRESS', 'not a mobile number');
const wrongToken = refusal(400, 'M_TOKEN_INCORRECT', 'wrong code, or no such session');
const notValidated = refusal(400, 'M_SESSION_NOT_VALIDATED', 'not validated, or no such session');
const ok = (body) => ({ status: 200, body });

const isOpaque = (text) => typeof text === 'string' && /^[0-9a-zA-Z.=_-]{1,255}$/.test(text);
const keyOf = (sid, clientSecret) => `bare:${sid}:${clientSecret}`;

/** One HMAC is both the sid and the code. */
function sessionOf(clientSecret, number) {
  const mac = createHmac('sha256', secret).update(`${clientSecret} ${number}`).digest();
  return {
    sid: mac.toString('base64url', 0, 16),
    code: String(mac.readUInt32BE(16) % 1_000_000).padStart(6, '0'),
  };
}

/** Each route takes a parsed body or query, and resolves with a status and a body. */
export async function bareVerification({ BENCH_STORAGE, BENCH_SMS, BENCH_SMS_URL }) {
  const sessions = BENCH_STORAGE === 'memory' ? memorySessions() : redisSessions(BENCH_STORAGE);
  const send =
    BENCH_SMS === 'sns'
      ? await snsSender(BENCH_SMS_URL, snsCredentials)
      : twilioSender(BENCH_SMS_URL, twilioAccount);

  async function requestToken({ client_secret, country, phone_number, send_attempt }) {
    if (!isOpaque(client_secret) || typeof phone_number !== 'string' || !(send_attempt > 0)) return invalid;
    const number = mobileNumberOf(phone_number, country);
    if (number === undefined) return wrongNumber;
    const msisdn = number.number.slice(1);
    const { sid, code } = sessionOf(client_secret, msisdn);
    await sessions.open(keyOf(sid, client_secret), code, msisdn);
    await send(number.number, `${code} is your verification code.`);
    return ok({ sid, success: true, msisdn, intl_fmt: number.formatInternational() });
  }

  async function submitToken({ sid, client_secret, token }) {
    if (!isOpaque(sid) || !isOpaque(client_secret) || typeof token !== 'string') return invalid;
    const isRight = await sessions.submit(keyOf(sid, client_secret), token);
    return isRight ? ok({ success: true }) : wrongToken;
  }

  async function getValidated3pid({ sid, client_secret }) {
    if (!isOpaque(sid) || !isOpaque(client_secret)) return invalid;
    const session = await sessions.read(keyOf(sid, client_secret));
    if (session === undefined) return notValidated;
    return ok({ medium: 'msisdn', address: session.number, validated_at: session.validatedAt });
  }

  return { requestToken, submitToken, getValidated3pid };
}

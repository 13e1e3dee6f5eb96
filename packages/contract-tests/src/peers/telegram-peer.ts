import { createHash, createHmac, randomBytes } from 'node:crypto';
import { jsonAnswer } from './send-call.js';
import {
  SmsHttpPeer,
  type AnsweredSmsFault,
  type SmsHttpProvider,
  type SmsPeerAnswer,
  type SmsPeerJudgement,
  type SmsPeerRequest,
} from './sms-http-peer.js';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';

/** A message as Telegram understood it. Its text is the code. */
export interface TelegramPeerMessage extends SmsPeerMessage {
  /** Seconds until an undelivered message is given up and refunded. */
  readonly ttl: number | undefined;
  readonly senderUsername: string | undefined;
  readonly callbackUrl: string | undefined;
  readonly payload: string | undefined;
}

/** Who may send. */
export interface TelegramPeerAccount {
  readonly accessToken: string;
  /** A verified channel of the account. */
  readonly senderUsername?: string;
}

/**
 * Telegram's Gateway API at wire level: JSON in and out, a bearer token. It checks what Telegram checks of a verification
 * message, and takes `checkVerificationStatus`; its requests are in `requests`.
 */
export function startTelegramPeer(account: TelegramPeerAccount): Promise<SmsHttpPeer<TelegramPeerMessage>> {
  return SmsHttpPeer.start(telegramProvider(account));
}

/** An error of the Gateway, as it is on the wire. Source: Telegram Gateway API documentation, "Making requests". */
export function telegramErrorAnswer(error: string, status = 200): SmsPeerAnswer {
  return jsonAnswer(status, { ok: false, error });
}

/**
 * The headers of a delivery report, signed as Telegram signs it.
 *
 * @param at Unix time in seconds.
 * Source: Telegram Gateway API documentation, "Checking report integrity".
 */
export function telegramReportHeaders(accessToken: string, body: string, at: number): Record<string, string> {
  const key = createHash('sha256').update(accessToken).digest();
  const signature = createHmac('sha256', key)
    .update(`${String(at)}\n${body}`)
    .digest('hex');
  return {
    'content-type': 'application/json',
    'x-request-timestamp': String(at),
    'x-request-signature': signature,
  };
}

function telegramProvider(account: TelegramPeerAccount): SmsHttpProvider<TelegramPeerMessage> {
  return {
    judge: (request) => judgeRequest(request, account) ?? judgeMessage(request.body, account),
    accept: ({ to }) => jsonAnswer(200, { ok: true, result: statusOf(to) }),
    fail: (fault, message) => faultAnswers[fault](message?.to ?? '', message?.text ?? ''),
  };
}

function statusOf(to: string) {
  const request_id = randomBytes(12).toString('hex');
  const delivery_status = { status: 'sent', updated_at: 1_790_000_000 };
  return { request_id, phone_number: to, request_cost: 0.01, remaining_balance: 99, delivery_status };
}

/** The unexpected ones quote the number and the code. */
const faultAnswers: Readonly<Record<AnsweredSmsFault, (to: string, code: string) => SmsPeerAnswer>> = {
  refuse: () => telegramErrorAnswer('ACCESS_TOKEN_INVALID', 401),
  throttle: () => telegramErrorAnswer('FLOOD_WAIT_12'),
  'reject-destination': () => telegramErrorAnswer('PHONE_NUMBER_NOT_FOUND'),
  'invalid-parameter': () => telegramErrorAnswer('SENDER_USERNAME_INVALID'),
  'server-error': (to, code) => jsonAnswer(500, { ok: false, error: `INTERNAL ${to} ${code}` }),
  'malformed-answer': (to, code) => ({
    status: 200,
    body: `{"ok":true,"result":{"phone_number":"${to}","c":"${code}`,
  }),
};

function turnedAway(error: string, status = 200): SmsPeerJudgement<TelegramPeerMessage> {
  return { kind: 'answer', answer: telegramErrorAnswer(error, status) };
}

function judgeRequest(
  { method, path, headers, body }: SmsPeerRequest,
  { accessToken }: TelegramPeerAccount,
): SmsPeerJudgement<TelegramPeerMessage> | undefined {
  if (headers.authorization !== `Bearer ${accessToken}`) return turnedAway('ACCESS_TOKEN_INVALID', 401);
  const isJson = headers['content-type']?.startsWith('application/json') ?? false;
  if (method !== 'POST' || !isJson) return turnedAway('UNKNOWN_METHOD', 404);
  if (path === '/checkVerificationStatus') return { kind: 'answer', answer: verificationOf(body) };
  return path === '/sendVerificationMessage' ? undefined : turnedAway('UNKNOWN_METHOD', 404);
}

function verificationOf(body: string): SmsPeerAnswer {
  const { request_id, code } = JSON.parse(body) as Readonly<Record<string, unknown>>;
  if (typeof request_id !== 'string' || !/^[0-9a-f]{24}$/.test(request_id))
    return telegramErrorAnswer('REQUEST_ID_INVALID');
  const verification_status = { status: 'code_valid', updated_at: 1_790_000_000, code_entered: code };
  return jsonAnswer(200, { ok: true, result: { request_id, verification_status } });
}

/** Source: Telegram Gateway API documentation, "sendVerificationMessage". */
function judgeMessage(body: string, account: TelegramPeerAccount): SmsPeerJudgement<TelegramPeerMessage> {
  const given = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const { phone_number: to, code, ttl, payload, sender_username, callback_url } = given;
  if (typeof to !== 'string' || !/^\+[1-9]\d{6,14}$/.test(to)) return turnedAway('PHONE_NUMBER_INVALID');
  if (typeof code !== 'string' || !/^[0-9]{4,8}$/.test(code)) return turnedAway('CODE_INVALID');
  if (ttl !== undefined && !(typeof ttl === 'number' && Number.isInteger(ttl) && ttl >= 30 && ttl <= 3_600))
    return turnedAway('TTL_INVALID');
  const { senderUsername } = sender_username === undefined ? {} : account;
  if (sender_username !== senderUsername) return turnedAway('SENDER_NOT_OWNED');
  if (callback_url !== undefined && !(typeof callback_url === 'string' && callback_url.startsWith('https:')))
    return turnedAway('CALLBACK_URL_INVALID');
  if (payload !== undefined && !(typeof payload === 'string' && Buffer.byteLength(payload) <= 128))
    return turnedAway('PAYLOAD_INVALID');
  const message = { to, text: code, ttl, payload, senderUsername, callbackUrl: callback_url };
  return { kind: 'message', message };
}

import { randomBytes } from 'node:crypto';
import {
  SmsHttpPeer,
  type AnsweredSmsFault,
  type SmsHttpProvider,
  type SmsPeerAnswer,
  type SmsPeerJudgement,
  type SmsPeerRequest,
} from './sms-http-peer.js';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';

/** A message as WhatsApp understood it. Its text is the code that its template shows and copies. */
export interface WhatsAppPeerMessage extends SmsPeerMessage {
  readonly template: string;
  readonly language: string;
  /** The sender's own name for the message. */
  readonly callbackData: string | undefined;
}

/** Who may send, and with which template. */
export interface WhatsAppPeerAccount {
  readonly phoneNumberId: string;
  readonly accessToken: string;
  readonly template: string;
  /** The languages in which the template is approved. */
  readonly languages: readonly string[];
}

/**
 * The Messages endpoint of WhatsApp's Cloud API at wire level: JSON in and out, a bearer token. It checks what WhatsApp checks
 * of an authentication template: number, template, language, and one code in the body and in the button.
 */
export function startWhatsAppPeer(account: WhatsAppPeerAccount): Promise<SmsHttpPeer<WhatsAppPeerMessage>> {
  return SmsHttpPeer.start(whatsAppProvider(account));
}

/** An error of the Graph API, as it is on the wire. Source: WhatsApp Cloud API documentation, "Error codes". */
export function whatsAppErrorAnswer(status: number, code: number, message: string): SmsPeerAnswer {
  return json(status, {
    error: {
      message: `(#${String(code)}) ${message}`,
      type: 'OAuthException',
      code,
      error_data: { messaging_product: 'whatsapp', details: message },
      fbtrace_id: `A${randomBytes(10).toString('hex')}`,
    },
  });
}

function whatsAppProvider(account: WhatsAppPeerAccount): SmsHttpProvider<WhatsAppPeerMessage> {
  return {
    judge: (request) => judgeRequest(request, account) ?? judgeMessage(request.body, account),
    accept: ({ to }) =>
      json(200, {
        messaging_product: 'whatsapp',
        contacts: [{ input: to, wa_id: to.slice(1) }],
        messages: [{ id: `wamid.${randomBytes(24).toString('base64')}`, message_status: 'accepted' }],
      }),
    fail: (fault, message) => faultAnswers[fault](message?.to ?? '', message?.text ?? ''),
  };
}

/** Each quotes the number and the code. */
const faultAnswers: Readonly<Record<AnsweredSmsFault, (to: string, code: string) => SmsPeerAnswer>> = {
  refuse: () => whatsAppErrorAnswer(401, 190, 'Error validating access token: Session has expired'),
  throttle: () => whatsAppErrorAnswer(429, 130429, 'Rate limit hit'),
  'reject-destination': (to, code) =>
    whatsAppErrorAnswer(400, 131026, `Message undeliverable to ${to}: ${code}`),
  'invalid-parameter': (to, code) =>
    whatsAppErrorAnswer(400, 132000, `Number of parameters does not match: ${code} for ${to}`),
  'server-error': (to, code) => whatsAppErrorAnswer(500, 131000, `Something went wrong: ${code}, ${to}`),
  'malformed-answer': (to, code) => ({ status: 200, body: `{"contacts":[{"input":"${to}","code":"${code}` }),
};

function turnedAway(status: number, code: number, message: string): SmsPeerJudgement<WhatsAppPeerMessage> {
  return { kind: 'answer', answer: whatsAppErrorAnswer(status, code, message) };
}

function judgeRequest(
  { method, path, headers }: SmsPeerRequest,
  { phoneNumberId, accessToken }: WhatsAppPeerAccount,
): SmsPeerJudgement<WhatsAppPeerMessage> | undefined {
  if (method !== 'POST' || !new RegExp(`^/v\\d+\\.\\d/${phoneNumberId}/messages$`).test(path))
    return turnedAway(400, 33, 'Unsupported post request: the object does not exist');
  if (headers.authorization !== `Bearer ${accessToken}`)
    return turnedAway(401, 190, 'Invalid OAuth access token');
  const isJson = headers['content-type']?.startsWith('application/json') ?? false;
  return isJson ? undefined : turnedAway(400, 100, 'Invalid parameter');
}

interface Component {
  readonly type?: unknown;
  readonly sub_type?: unknown;
  readonly index?: unknown;
  readonly parameters?: readonly { readonly type?: unknown; readonly text?: unknown }[];
}

interface MessageBody {
  readonly messaging_product?: unknown;
  readonly recipient_type?: unknown;
  readonly to?: unknown;
  readonly type?: unknown;
  readonly biz_opaque_callback_data?: string;
  readonly template?: {
    readonly name?: unknown;
    readonly language?: { readonly code?: unknown };
    readonly components?: readonly Component[];
  };
}

/** Source: WhatsApp Cloud API documentation, "Sending Authentication Templates"; codes: "Error codes". */
function judgeMessage(body: string, account: WhatsAppPeerAccount): SmsPeerJudgement<WhatsAppPeerMessage> {
  const message = JSON.parse(body) as MessageBody;
  const { to, template = {} } = message;
  if (message.messaging_product !== 'whatsapp' || message.type !== 'template')
    return turnedAway(400, 100, 'Invalid parameter');
  if (typeof to !== 'string' || !/^\+[1-9]\d{6,14}$/.test(to))
    return turnedAway(400, 131009, 'Parameter value is not valid');
  const language = template.language?.code;
  if (
    template.name !== account.template ||
    typeof language !== 'string' ||
    !account.languages.includes(language)
  )
    return turnedAway(404, 132001, 'Template name does not exist in the translation');
  const code = codeOf(template.components ?? []);
  if (code === undefined) return turnedAway(400, 132000, 'Number of parameters does not match');
  const callbackData = message.biz_opaque_callback_data;
  return { kind: 'message', message: { to, text: code, template: account.template, language, callbackData } };
}

/** The code, if it is in the body and in the button, as a template with a one-time password button wants it. */
function codeOf(components: readonly Component[]): string | undefined {
  const [body, button, ...others] = components;
  if (body?.type !== 'body' || button?.type !== 'button' || others.length > 0) return undefined;
  if (button.sub_type !== 'url' || button.index !== '0') return undefined;
  const [code, copied] = [body, button].map(({ parameters }) => {
    const text = parameters?.length === 1 && parameters[0]?.type === 'text' ? parameters[0].text : undefined;
    return typeof text === 'string' && text.length >= 1 && text.length <= 15 ? text : undefined;
  });
  return code === copied ? code : undefined;
}

function json(status: number, body: Readonly<Record<string, unknown>>): SmsPeerAnswer {
  const headers = { 'content-type': 'application/json; charset=UTF-8' };
  return { status, headers, body: JSON.stringify(body) };
}

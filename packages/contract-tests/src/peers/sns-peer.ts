import { randomUUID } from 'node:crypto';
import { signatureFault, type AwsPeerCredentials, type AwsSignatureFault } from './aws-signature.js';
import {
  SmsHttpPeer,
  type AnsweredSmsFault,
  type SmsHttpProvider,
  type SmsPeerAnswer,
  type SmsPeerJudgement,
  type SmsPeerRequest,
} from './sms-http-peer.js';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';

/** A message as SNS understood it. */
export interface SnsPeerMessage extends SmsPeerMessage {
  /** The message attributes by name, such as `AWS.SNS.SMS.SMSType`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * The SMS part of Amazon SNS at wire level: the Query API, version 2010-03-31, form in and XML out. It checks what SNS
 * checks: action, version, number, text, message attributes, and the Signature Version 4, which must be of these
 * credentials if they are given. Point an SDK at it with `AWS_ENDPOINT_URL_SNS`.
 */
export function startSnsPeer(credentials?: AwsPeerCredentials): Promise<SmsHttpPeer<SnsPeerMessage>> {
  return SmsHttpPeer.start(snsProvider(credentials));
}

/** An error of SNS, as it is on the wire. */
export function snsErrorAnswer(status: number, code: string, message: string): SmsPeerAnswer {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const error = `<Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`;
  const requestId = randomUUID();
  const body = `<ErrorResponse xmlns="${namespace}">${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
  return xml(status, body, requestId);
}

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

function snsProvider(credentials: AwsPeerCredentials | undefined): SmsHttpProvider<SnsPeerMessage> {
  return {
    judge: (request) => judgeRequest(request, credentials) ?? judgeForm(new URLSearchParams(request.body)),
    accept: () => published(),
    fail: (fault, message) => faultAnswers[fault](message?.to ?? '', message?.text ?? ''),
  };
}

function published(): SmsPeerAnswer {
  const result = `<PublishResult><MessageId>${randomUUID()}</MessageId></PublishResult>`;
  const requestId = randomUUID();
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return xml(200, `<PublishResponse xmlns="${namespace}">${result}${metadata}</PublishResponse>`, requestId);
}

const user = 'arn:aws:iam::123456789012:user/threepid';

/** Each quotes what it can, as SNS does with numbers. */
const faultAnswers: Readonly<Record<AnsweredSmsFault, (to: string, text: string) => SmsPeerAnswer>> = {
  refuse: (to) =>
    snsErrorAnswer(
      403,
      'AuthorizationError',
      `User: ${user} is not authorized to perform: SNS:Publish on resource: ${to}`,
    ),
  throttle: () => snsErrorAnswer(400, 'Throttling', 'Rate exceeded'),
  'reject-destination': (to, text) =>
    snsErrorAnswer(400, 'OptedOut', `The phone number ${to} has opted out of SMS: ${text}`),
  'invalid-parameter': (to, text) =>
    snsErrorAnswer(400, 'InvalidParameter', `Invalid parameter: Message Reason: ${text} for ${to}`),
  'server-error': (to, text) => snsErrorAnswer(500, 'InternalError', `Internal error for ${to}: ${text}`),
  'malformed-answer': (to, text) =>
    xml(200, `<PublishResponse><Oops to="${escapeXml(to)}">${escapeXml(text)}`),
};

function invalid(reason: string): SmsPeerJudgement<SnsPeerMessage> {
  return { kind: 'answer', answer: snsErrorAnswer(400, 'InvalidParameter', `Invalid parameter: ${reason}`) };
}

function judgeRequest(
  request: SmsPeerRequest,
  credentials: AwsPeerCredentials | undefined,
): SmsPeerJudgement<SnsPeerMessage> | undefined {
  const type = request.headers['content-type'] ?? '';
  if (request.method !== 'POST' || !type.startsWith('application/x-www-form-urlencoded'))
    return { kind: 'answer', answer: snsErrorAnswer(400, 'MalformedQueryString', 'a form was expected') };
  const fault = signatureFault(request, 'sns', credentials);
  return fault && { kind: 'answer', answer: signatureAnswers[fault] };
}

/** Source: Amazon SNS API Reference, "Common Error Types"; the texts are those of the service. */
const signatureAnswers: Readonly<Record<AwsSignatureFault, SmsPeerAnswer>> = {
  missing: snsErrorAnswer(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'),
  'unknown-key': snsErrorAnswer(
    403,
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
  ),
  wrong: snsErrorAnswer(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided.',
  ),
};

/** Source: Amazon SNS API Reference, `Publish`; the texts are those of the service. */
function judgeForm(form: URLSearchParams): SmsPeerJudgement<SnsPeerMessage> {
  if (form.get('Action') !== 'Publish' || form.get('Version') !== '2010-03-31')
    return { kind: 'answer', answer: snsErrorAnswer(400, 'InvalidAction', 'no such action or version') };
  const to = form.get('PhoneNumber') ?? '';
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return invalid(`PhoneNumber Reason: ${to} is not valid to publish to`);
  const text = form.get('Message') ?? '';
  if (text === '') return invalid('Empty message');
  if (text.length > 1_600) return invalid('Message Reason: too long');
  const attributes = attributesOf(form);
  const wrong = Object.entries(attributes).find(([name, value]) => !attributeForms[name]?.test(value));
  if (wrong !== undefined) return invalid(`MessageAttributes Reason: ${wrong[0]}`);
  return { kind: 'message', message: { to, text, attributes: stringValues(attributes) } };
}

/** Data type and value of each attribute. Source: Amazon SNS Developer Guide, "Publishing SMS messages". */
const attributeForms: Readonly<Record<string, RegExp>> = {
  'AWS.SNS.SMS.SMSType': /^String:(Transactional|Promotional)$/,
  'AWS.SNS.SMS.SenderID': /^String:(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/,
  'AWS.SNS.SMS.MaxPrice': /^Number:\d+(\.\d+)?$/,
  'AWS.MM.SMS.OriginationNumber': /^String:\+?\d{5,14}$/,
  'AWS.MM.SMS.EntityId': /^String:.{1,50}$/,
  'AWS.MM.SMS.TemplateId': /^String:.{1,50}$/,
};

/** Name to `type:value`. */
function attributesOf(form: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let entry = 1; form.has(`MessageAttributes.entry.${String(entry)}.Name`); entry += 1) {
    const prefix = `MessageAttributes.entry.${String(entry)}`;
    const name = form.get(`${prefix}.Name`) ?? '';
    const type = form.get(`${prefix}.Value.DataType`) ?? '';
    attributes[name] = `${type}:${form.get(`${prefix}.Value.StringValue`) ?? ''}`;
  }
  return attributes;
}

function stringValues(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = Object.entries(attributes).map(([name, value]) => [
    name,
    value.slice(value.indexOf(':') + 1),
  ]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

function xml(status: number, body: string, requestId: string = randomUUID()): SmsPeerAnswer {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

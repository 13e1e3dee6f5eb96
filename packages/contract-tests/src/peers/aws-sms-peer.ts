import { randomUUID } from 'node:crypto';
import type { SmsPeerMessage } from '../sms-sender/sms-peer.js';
import { signatureFault, type AwsPeerCredentials, type AwsSignatureFault } from './aws-signature.js';
import {
  SmsHttpPeer,
  type AnsweredSmsFault,
  type SmsHttpProvider,
  type SmsPeerAnswer,
  type SmsPeerJudgement,
  type SmsPeerRequest,
} from './sms-http-peer.js';

/** A message as AWS End User Messaging understood it. */
export interface AwsSmsPeerMessage extends SmsPeerMessage {
  readonly messageId: string;
  /** The other members of the `SendTextMessage` request by name, such as `MaxPrice`. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** Feedback about a message, as `PutMessageFeedback` told it. */
export interface AwsSmsPeerFeedback {
  readonly messageId: string;
  readonly status: string;
}

/** Options of `startAwsSmsPeer`. */
export interface AwsSmsPeerOptions {
  /** Gets the feedback that was accepted. */
  readonly onFeedback?: (feedback: AwsSmsPeerFeedback) => void;
}

/**
 * The SMS part of AWS End User Messaging at wire level: JSON 1.0, version 2 of its API. It checks what the service checks
 * of `SendTextMessage` and `PutMessageFeedback`: target, signature, every member, and that the message was sent with
 * feedback enabled. Point an SDK at it with `AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2`.
 */
export function startAwsSmsPeer(
  credentials: AwsPeerCredentials,
  options: AwsSmsPeerOptions = {},
): Promise<SmsHttpPeer<AwsSmsPeerMessage>> {
  return SmsHttpPeer.start(awsSmsProvider(credentials, options));
}

/**
 * An error of AWS End User Messaging, as it is on the wire.
 *
 * @param name such as `ConflictException`.
 * @param details such as its `Reason` and `Fields`.
 */
export function awsSmsErrorAnswer(
  status: number,
  name: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): SmsPeerAnswer {
  return json(status, { __type: name, Message: message, ...details });
}

function awsSmsProvider(
  credentials: AwsPeerCredentials,
  { onFeedback = () => undefined }: AwsSmsPeerOptions,
): SmsHttpProvider<AwsSmsPeerMessage> {
  const withFeedback = new Set<string>();
  return {
    judge: (request) =>
      judgeRequest(request, credentials) ??
      (request.headers['x-amz-target'] === `${service}.PutMessageFeedback`
        ? judgeFeedback(membersOf(request), withFeedback, onFeedback)
        : judgeMessage(membersOf(request))),
    accept: ({ messageId, request }) => {
      if (request['MessageFeedbackEnabled'] === true) withFeedback.add(messageId);
      return json(200, { MessageId: messageId });
    },
    fail: (fault, message) => faultAnswers[fault](message?.to ?? '', message?.text ?? ''),
  };
}

const service = 'PinpointSMSVoiceV2';
const targets: readonly unknown[] = [`${service}.SendTextMessage`, `${service}.PutMessageFeedback`];

type Judgement = SmsPeerJudgement<AwsSmsPeerMessage>;

function turnedAway(...error: Parameters<typeof awsSmsErrorAnswer>): Judgement {
  return { kind: 'answer', answer: awsSmsErrorAnswer(...error) };
}

/** Each quotes what it can, as the service does with numbers. */
const faultAnswers: Readonly<Record<AnsweredSmsFault, (to: string, text: string) => SmsPeerAnswer>> = {
  refuse: (to) =>
    awsSmsErrorAnswer(
      400,
      'AccessDeniedException',
      `User: arn:aws:iam::123456789012:user/threepid is not authorized to perform: sms-voice:SendTextMessage to ${to}`,
    ),
  throttle: () => awsSmsErrorAnswer(400, 'ThrottlingException', 'Rate exceeded'),
  'reject-destination': (to, text) =>
    awsSmsErrorAnswer(
      400,
      'ConflictException',
      `Conflict Occurred - Reason="DESTINATION_PHONE_NUMBER_OPTED_OUT" ResourceType="opted-out-number" ResourceId="${to}": ${text}`,
      { Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT', ResourceType: 'opted-out-number', ResourceId: to },
    ),
  'invalid-parameter': (to, text) =>
    awsSmsErrorAnswer(400, 'ValidationException', `1 validation error detected: '${text}' to ${to}`, {
      Reason: 'FIELD_VALIDATION_FAILED',
      Fields: [{ Name: 'MessageBody', Message: `${text} to ${to}` }],
    }),
  'server-error': (to, text) =>
    awsSmsErrorAnswer(500, 'InternalServerException', `Internal error for ${to}: ${text}`, {
      RequestId: randomUUID(),
    }),
  'malformed-answer': (to, text) => ({ ...json(200, {}), body: `{"Oops": "${to}", "Text": "${text}` }),
};

function judgeRequest(request: SmsPeerRequest, credentials: AwsPeerCredentials): Judgement | undefined {
  const { method, path, headers } = request;
  const isJson = headers['content-type'] === 'application/x-amz-json-1.0';
  if (method !== 'POST' || path !== '/' || !isJson || !targets.includes(headers['x-amz-target']))
    return turnedAway(400, 'UnknownOperationException', 'no such operation');
  const fault = signatureFault(request, 'sms-voice', credentials);
  return fault && { kind: 'answer', answer: signatureAnswers[fault] };
}

/** Source: Amazon DynamoDB Developer Guide, "Error messages and codes": services over JSON have these in common. */
const signatureAnswers: Readonly<Record<AwsSignatureFault, SmsPeerAnswer>> = {
  missing: awsSmsErrorAnswer(
    400,
    'MissingAuthenticationTokenException',
    'Request is missing Authentication Token',
  ),
  'unknown-key': awsSmsErrorAnswer(
    400,
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  ),
  wrong: awsSmsErrorAnswer(
    400,
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided.',
  ),
};

function membersOf({ body }: SmsPeerRequest): Readonly<Record<string, unknown>> {
  return JSON.parse(body) as Record<string, unknown>;
}

function judgeMessage(members: Readonly<Record<string, unknown>>): Judgement {
  const invalid = Object.entries(members).find(([name, value]) => forms[name]?.(value) !== true);
  const [name] =
    invalid ?? (members['DestinationPhoneNumber'] === undefined ? ['DestinationPhoneNumber'] : []);
  if (name !== undefined) return invalidField(name, members[name]);
  const { DestinationPhoneNumber, MessageBody, ...request } = members;
  const [to, text] = [String(DestinationPhoneNumber), String(MessageBody)];
  return { kind: 'message', message: { to, text, messageId: randomUUID(), request } };
}

function invalidField(name: string, value: unknown): Judgement {
  const Message = `Value '${String(value)}' at '${name}' failed to satisfy constraint`;
  return turnedAway(400, 'ValidationException', `1 validation error detected: ${Message}`, {
    Reason: 'FIELD_VALIDATION_FAILED',
    Fields: [{ Name: name, Message }],
  });
}

type Form = (value: unknown) => boolean;

const text =
  (pattern: RegExp): Form =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

const map =
  (most: number, key: RegExp, entry: RegExp): Form =>
  (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const entries = Object.entries(value);
    return entries.length <= most && entries.every(([name, one]) => key.test(name) && text(entry)(one));
  };

/** Members of `SendTextMessage`. Source: AWS End User Messaging SMS and Voice API Reference, `SendTextMessage`. */
const forms: Readonly<Record<string, Form>> = {
  DestinationPhoneNumber: text(/^\+?[1-9][0-9]{1,18}$/),
  OriginationIdentity: text(/^[A-Za-z0-9_:/+-]{1,256}$/),
  MessageBody: text(/^(?!\s*$)[\s\S]{1,1600}$/),
  MessageType: text(/^(?:TRANSACTIONAL|PROMOTIONAL)$/),
  Keyword: text(/^[ \S]{1,30}$/),
  ConfigurationSetName: text(/^[A-Za-z0-9_:/-]{1,256}$/),
  MaxPrice: text(/^(?=.{2,8}$)[0-9]{0,2}\.[0-9]{1,5}$/),
  TimeToLive: (value) => Number.isInteger(value) && Number(value) >= 5 && Number(value) <= 259_200,
  Context: map(5, /^\S{1,100}$/, /^(?!\s)[\s\S]{1,800}(?<!\s)$/),
  DestinationCountryParameters: map(10, /^IN_(?:ENTITY|TEMPLATE)_ID$/, /^\S{1,64}$/),
  ProtectConfigurationId: text(/^[A-Za-z0-9_:/-]{1,256}$/),
  MessageFeedbackEnabled: (value) => typeof value === 'boolean',
};

/** Source: AWS End User Messaging SMS and Voice API Reference, `PutMessageFeedback`. */
function judgeFeedback(
  { MessageId, MessageFeedbackStatus }: Readonly<Record<string, unknown>>,
  withFeedback: ReadonlySet<string>,
  onFeedback: (feedback: AwsSmsPeerFeedback) => void,
): Judgement {
  if (MessageFeedbackStatus !== 'RECEIVED' && MessageFeedbackStatus !== 'FAILED')
    return invalidField('MessageFeedbackStatus', MessageFeedbackStatus);
  const messageId = String(MessageId);
  if (!withFeedback.has(messageId))
    return turnedAway(400, 'ResourceNotFoundException', `no feedback record of ${messageId}`, {
      ResourceType: 'message',
      ResourceId: messageId,
    });
  onFeedback({ messageId, status: MessageFeedbackStatus });
  return { kind: 'answer', answer: json(200, { MessageId, MessageFeedbackStatus }) };
}

function json(status: number, body: Readonly<Record<string, unknown>>): SmsPeerAnswer {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() };
  return { status, headers, body: JSON.stringify(body) };
}

// Messages as somebody sends them by hand: Twilio over a kept-alive agent of node:http, SNS with the AWS SDK.
import { Agent, request } from 'node:http';
import { URLSearchParams } from 'node:url';

const timeoutMs = 8_000;

export function twilioSender(baseUrl, { accountSid, authToken, from }) {
  const { hostname, port } = new URL(baseUrl);
  const options = {
    agent: new Agent({ keepAlive: true }),
    method: 'POST',
    hostname,
    port,
    path: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
    timeout: timeoutMs,
  };
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  return async (to, text) => {
    const body = new URLSearchParams({ To: to, Body: text, From: from }).toString();
    const headers = {
      authorization,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': body.length,
    };
    const { status, answer } = await post({ ...options, headers }, body);
    if (status !== 201) throw new Error(`Twilio answers ${status}`);
    return JSON.parse(answer).sid;
  };
}

function post(options, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (incoming) => {
      let answer = '';
      incoming.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
      incoming.on('end', () => resolve({ status: incoming.statusCode, answer })).on('error', reject);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time'))).on('error', reject);
    outgoing.end(body);
  });
}

export async function snsSender(endpoint, credentials) {
  const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
  const client = new SNSClient({ region: 'eu-west-1', endpoint, credentials });
  const MessageAttributes = {
    'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
  };
  return async (to, text) => {
    const command = new PublishCommand({ PhoneNumber: to, Message: text, MessageAttributes });
    return (await client.send(command)).MessageId;
  };
}

import { createThreepid, type MessageTemplates, type SmsMessage, type Threepid } from '@threepid/core';
import { threepidMiddleware } from '@threepid/express';
import { threepidPlugin } from '@threepid/fastify';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import express from 'express';
import Fastify from 'fastify';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A framework with parts that show which framework they belong to. */
interface Framework {
  readonly threepid: Threepid;
  readonly messages: SmsMessage[];
  readonly logged: string[];
}

function createFramework(
  name: string,
  now: number,
  secret = 'one secret for both of forty characters',
): Framework {
  const messages: SmsMessage[] = [];
  const logged: string[] = [];
  const log = (_fields: unknown, message: string): void => void logged.push(`${name}: ${message}`);
  const templates: MessageTemplates = { text: ({ code }) => `${name}: ${code ?? ''}` };
  const threepid = createThreepid({
    secret,
    storage: new MemorySessionStorage(),
    sms: {
      name,
      send: (message) => {
        messages.push(message);
        return Promise.resolve({ kind: 'sent', messageId: name });
      },
    },
    templates,
    clock: { now: () => now },
    logger: { debug: log, info: log, warn: log, error: log },
    limits: { perNumber: [{ messages: 1, windowMs: 60_000 }] },
  });
  return { threepid, messages, logged };
}

const asked = { clientSecret: 'monkeys_are_GREAT', country: 'GB', phoneNumber: '07400123456' };

describe('Two frameworks in one process', () => {
  it('share nothing: each has its storage, sender, texts, clock and log', async () => {
    const [one, other] = [createFramework('one', 1_000), createFramework('other', 2_000)];
    const { sid } = await one.threepid.requestToken(asked);
    expect(one.messages.map(({ text }) => text)).to.have.length(1);
    expect(one.messages[0]?.text).to.match(/^one: [0-9]{6}$/);
    expect(other.messages).to.deep.equal([]);
    expect(other.logged).to.deep.equal([]);

    const token = one.messages[0]?.text.slice(-6) ?? '';
    const session = { sid, clientSecret: asked.clientSecret };
    await expectRefused(other.threepid.submitToken({ ...session, token }), 'M_NO_VALID_SESSION');
    expect(await one.threepid.submitToken({ ...session, token })).to.include({ validatedAt: 1_000 });
    await expectRefused(other.threepid.getValidatedThreePid(session), 'M_NO_VALID_SESSION');
  });

  it('count their messages separately', async () => {
    const [one, other] = [createFramework('one', 1_000), createFramework('other', 1_000)];
    await one.threepid.requestToken(asked);
    await expectRefused(one.threepid.requestToken(asked), 'M_LIMIT_EXCEEDED');
    await other.threepid.requestToken(asked);
    expect([one.messages.length, other.messages.length]).to.deep.equal([1, 1]);
  });

  it('stay separate, however many there are and in any order of creation', async () => {
    const frameworks = Array.from({ length: 20 }, (_, index) => createFramework(`f${index}`, index));
    await Promise.all(frameworks.toReversed().map(({ threepid }) => threepid.requestToken(asked)));
    for (const [index, { messages }] of frameworks.entries()) {
      expect(messages).to.have.length(1);
      expect(messages[0]?.text).to.match(new RegExp(`^f${index}: `));
    }
  });

  it('stay separate in one Express app and one Fastify app', async () => {
    const [one, other] = [createFramework('one', 1_000), createFramework('other', 1_000)];
    const inExpress = createServer(express().use(threepidMiddleware(one.threepid)));
    await new Promise<void>((resolve) => inExpress.listen(0, '127.0.0.1', resolve));
    const inFastify = Fastify().register(threepidPlugin, { threepid: other.threepid });
    try {
      await post(`http://127.0.0.1:${(inExpress.address() as AddressInfo).port}`);
      expect([one.messages.length, other.messages.length]).to.deep.equal([1, 0]);
      await post(await inFastify.listen({ host: '127.0.0.1', port: 0 }));
      expect([one.messages.length, other.messages.length]).to.deep.equal([1, 1]);
    } finally {
      inExpress.close();
      inExpress.closeAllConnections();
      await inFastify.close();
    }
  });
});

async function post(url: string): Promise<void> {
  const body = { client_secret: asked.clientSecret, country: asked.country, phone_number: asked.phoneNumber };
  const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
  const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
  expect(response.status).to.equal(200);
}

async function expectRefused(call: Promise<unknown>, errcode: string): Promise<void> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.include({ errcode });
}

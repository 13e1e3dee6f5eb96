import type { SmsMessage, SmsResult, SmsSender } from '@threepid/core';
import { threepidMiddleware } from '@threepid/express';
import { threepidPlugin } from '@threepid/fastify';
import { createInbox, inboxPath, type Inbox, type KeptMessage } from '@threepid/inbox';
import { expect } from 'chai';
import express from 'express';
import Fastify from 'fastify';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

const now = Date.parse('2026-01-01T12:00:00Z');
const clock = { now: () => now };

let sent = 0;

function message(parts: Partial<SmsMessage> = {}): SmsMessage {
  sent += 1;
  return {
    to: '+447400123456',
    country: 'GB',
    text: 'Your code is 012345.\nNever share it.',
    purpose: 'verify',
    idempotencyKey: String(sent),
    ...parts,
  };
}

function sender(result: SmsResult = { kind: 'sent', messageId: '1' }) {
  return { name: 'test', send: () => Promise.resolve(result) };
}

function get(inbox: Inbox, path: string, headers: Record<string, string> = {}, method = 'GET') {
  const [bare = '', query = ''] = path.split('?');
  return inbox.handle({
    method,
    path: bare,
    query,
    headers: { host: 'localhost:8090', ...headers },
    body: undefined,
    remoteAddress: '127.0.0.1',
  });
}

async function messagesOf(inbox: Inbox, query = ''): Promise<readonly KeptMessage[]> {
  const response = await get(inbox, `${inboxPath}/messages${query}`);
  return (JSON.parse(response?.body ?? '{}') as { messages: readonly KeptMessage[] }).messages;
}

describe('an inbox', () => {
  it('passes messages to the sender, and returns its answer and name', async () => {
    const result: SmsResult = { kind: 'sent', messageId: '42' };
    const handed: SmsMessage[] = [];
    const one = message();
    const collecting = createInbox().collect({
      name: 'test',
      send: (given) => {
        handed.push(given);
        return Promise.resolve(result);
      },
    });
    expect(collecting.name).to.equal('test');
    expect(await collecting.send(one)).to.equal(result);
    expect(handed).to.deep.equal([one]);
    expect(await collecting.ready?.()).to.equal(undefined);
  });

  it('keeps what its sender offers beside sending, and adds nothing', async () => {
    const reports: string[] = [];
    const offering: SmsSender = {
      ...sender(),
      channel: 'whatsapp',
      callbacks: [{ name: 'test', methods: ['POST'], handle: () => ({ status: 204 }) }],
      report: ({ messageId }) => Promise.resolve(void reports.push(messageId)),
      onReceipt: (listener) => {
        listener({ sender: 'test', messageId: '43', state: 'delivered' });
      },
      originFor: () => ({ from: '777' }),
    };
    const collecting = createInbox().collect(offering);
    const sentAt = now;
    await collecting.report?.({
      messageId: '42',
      sender: 'test',
      country: 'GB',
      isFirst: true,
      sentAt,
      outcome: 'verified',
    });
    collecting.onReceipt?.(({ messageId }) => void reports.push(messageId));
    expect(reports).to.deep.equal(['42', '43']);
    expect(collecting).to.include({ channel: 'whatsapp', callbacks: offering.callbacks });
    expect(collecting.originFor?.('GB')).to.deep.equal({ from: '777' });
    const plain = createInbox().collect(sender());
    expect(plain).not.to.have.any.keys('report', 'callbacks', 'channel');
  });

  it('is as ready as its sender', async () => {
    const down = new Error('down');
    const collecting = createInbox().collect({ ...sender(), ready: () => Promise.reject(down) });
    expect(await collecting.ready?.().catch((error: unknown) => error)).to.equal(down);
  });

  it('keeps messages of several senders, newest first, with code and outcome', async () => {
    const inbox = createInbox({ clock });
    await inbox.collect(sender()).send(message());
    await inbox
      .collect({ name: 'other', send: () => Promise.reject(new Error('lost')) })
      .send(message({ to: '+12025550123', purpose: 'in-use', text: 'You have an account: 123456' }));
    expect(await messagesOf(inbox)).to.deep.equal([
      {
        id: 2,
        at: now,
        sender: 'other',
        result: 'unavailable',
        to: '+12025550123',
        text: 'You have an account: 123456',
        purpose: 'in-use',
      },
      {
        id: 1,
        at: now,
        sender: 'test',
        result: 'sent',
        to: '+447400123456',
        text: 'Your code is 012345.\nNever share it.',
        purpose: 'verify',
        code: '012345',
      },
    ]);
  });

  it('keeps only the last messages', async () => {
    const inbox = createInbox({ most: 3 });
    const collecting = inbox.collect(sender());
    for (let count = 0; count < 5; count += 1) await collecting.send(message());
    expect(inbox.messages.map(({ id }) => id)).to.deep.equal([5, 4, 3]);
  });

  it('answers waiting requests as soon as a message comes', async () => {
    const inbox = createInbox();
    const waiting = [messagesOf(inbox, '?after=0'), messagesOf(inbox, '?after=1')];
    await inbox.collect(sender()).send(message());
    expect(await waiting[0]).to.have.length(1);
    await inbox.collect(sender()).send(message());
    expect(await messagesOf(inbox, '?after=1')).to.have.length(2);
    expect((await waiting[1])?.length).to.be.oneOf([1, 2]);
  });

  it('answers waiting requests when the time is up, and when it closes', async () => {
    expect(await messagesOf(createInbox({ longestWaitMs: 1 }), '?after=0')).to.deep.equal([]);
    const inbox = createInbox();
    const waiting = messagesOf(inbox, '?after=0');
    inbox.close();
    expect(await waiting).to.deep.equal([]);
    expect(await messagesOf(inbox, '?after=0')).to.deep.equal([]);
  });

  it('escapes the messages in its page', async () => {
    const inbox = createInbox({ clock });
    await inbox
      .collect(sender())
      .send(message({ to: '"><i>', text: `<script>alert('1')</script> & 123456` }));
    const { body = '' } = (await get(inbox, inboxPath)) ?? {};
    expect(body).to.include('&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; 123456');
    expect(body).to.include('<h2>&quot;&gt;&lt;i&gt;</h2>');
    expect(body).to.match(/<output[^>]*>123456</);
    expect(body).to.include('2026-01-01T12:00:00.000Z');
  });

  it('says that there is no message yet, and that one was not sent', async () => {
    const inbox = createInbox();
    expect((await get(inbox, inboxPath))?.body).to.include('No messages yet');
    await inbox.collect(sender({ kind: 'refused', cause: 'no' })).send(message());
    expect((await get(inbox, inboxPath))?.body).to.include('Not sent: refused');
  });

  it('lets other paths pass', async () => {
    for (const path of ['/', `${inboxPath}/`, `${inboxPath}/other`, '/_matrix/identity/versions'])
      expect(await get(createInbox(), path)).to.equal(undefined);
  });

  it('is read-only', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const response = await get(createInbox(), inboxPath, {}, method);
      expect(response).to.deep.include({ status: 405 });
      expect(response?.headers).to.include({ allow: 'GET, HEAD' });
    }
    expect(await get(createInbox(), inboxPath, {}, 'HEAD')).to.deep.include({ status: 200, body: '' });
  });
});

describe('an inbox, protected from other origins', () => {
  const allowed = [
    'localhost',
    'localhost:8090',
    'app.localhost',
    'LOCALHOST',
    '127.0.0.1:1',
    '127.1.2.3',
    '[::1]:8090',
    'id.example.org',
    'id.example.org:8448',
  ];
  for (const host of allowed) {
    it(`answers at ${host}`, async () => {
      const inbox = createInbox({ hosts: ['id.example.org'] });
      for (const path of [inboxPath, `${inboxPath}/messages`])
        expect(await get(inbox, path, { host })).to.deep.include({ status: 200 });
    });
  }

  const refused = [
    '',
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:127.0.0.1',
    'evil@localhost',
    'localhost/',
    'localhost#',
    'localhost\\@evil.example',
    'xlocalhost',
    '192.168.0.10',
    '0.0.0.0',
    '[::]',
    '[::ffff:10.0.0.1]',
    'evil.id.example.org',
    'localhost, evil.example',
    ':',
    'localhost:port',
  ];
  for (const host of refused) {
    it(`refuses at ${JSON.stringify(host)}`, async () => {
      const inbox = createInbox({ hosts: ['id.example.org'] });
      await inbox.collect(sender()).send(message());
      for (const path of [inboxPath, `${inboxPath}/messages?after=0`]) {
        const response = await get(inbox, path, { host });
        expect(response).to.deep.include({ status: 403 });
        expect(response?.body).to.not.include('012345');
      }
    });
  }

  it('refuses a request without a host, or with two', async () => {
    const inbox = createInbox();
    const bare = { method: 'GET', path: inboxPath, query: '', body: undefined, remoteAddress: undefined };
    expect(await inbox.handle({ ...bare, headers: {} })).to.deep.include({ status: 403 });
    expect(await inbox.handle({ ...bare, headers: { host: ['localhost', 'evil.example'] } })).to.deep.include(
      {
        status: 403,
      },
    );
  });

  it('gives the messages only to its own page', async () => {
    const inbox = createInbox();
    const of = (site: string) => get(inbox, `${inboxPath}/messages`, { 'sec-fetch-site': site });
    for (const site of ['cross-site', 'same-site']) expect(await of(site)).to.deep.include({ status: 403 });
    for (const site of ['same-origin', 'none']) expect(await of(site)).to.deep.include({ status: 200 });
  });

  it('sends no CORS header, forbids frames and foreign scripts, and is not cached', async () => {
    const inbox = createInbox();
    const host = 'evil.example';
    const answers = [
      await get(inbox, inboxPath, { origin: 'https://evil.example' }),
      await get(inbox, `${inboxPath}/messages`, { origin: 'https://evil.example' }),
      await get(inbox, inboxPath, { host }),
      await get(inbox, inboxPath, {}, 'OPTIONS'),
    ];
    for (const { headers } of answers.filter((answer) => answer !== undefined)) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).to.deep.equal([]);
      expect(headers).to.include({
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      });
      expect(headers['content-security-policy']).to.match(/^default-src 'none'.*frame-ancestors 'none'$/);
      expect(headers['content-security-policy']).to.not.include('unsafe');
    }
    expect(answers).to.have.length(4);
  });
});

describe('an inbox on the web', () => {
  const hosts: Readonly<
    Record<string, (inbox: Inbox) => Promise<{ url: string; close: () => Promise<void> }>>
  > = {
    express: async (inbox) => {
      const app = express().use(threepidMiddleware(inbox));
      const server = createServer((request, response) => void app(request, response)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close: async () => {
          server.close();
          server.closeAllConnections();
          await once(server, 'close');
        },
      };
    },
    fastify: async (inbox) => {
      const app = Fastify({ forceCloseConnections: true });
      app.register(threepidPlugin, { threepid: inbox });
      return { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
    },
  };

  for (const [name, start] of Object.entries(hosts)) {
    it(`is served by the ${name} adapter like any threepid`, async () => {
      const inbox = createInbox();
      const host = await start(inbox);
      try {
        await inbox.collect(sender()).send(message());
        const page = await fetch(host.url + inboxPath);
        expect(page.status).to.equal(200);
        expect(page.headers.get('content-type')).to.equal('text/html; charset=utf-8');
        expect(await page.text()).to.include('012345');
        const { messages } = (await (await fetch(`${host.url}${inboxPath}/messages`)).json()) as {
          messages: KeptMessage[];
        };
        expect(messages.map(({ code }) => code)).to.deep.equal(['012345']);
        expect((await fetch(`${host.url}/_threepid/other`)).status).to.equal(404);
        expect(await statusAtHost(host.url + inboxPath, 'evil.example')).to.equal(403);
      } finally {
        await host.close();
      }
    });
  }
});

/** Uses node:http, because fetch always sends the host of its URL. */
async function statusAtHost(url: string, host: string): Promise<number | undefined> {
  const call = httpRequest(url, { headers: { host }, agent: false }).end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

import { createServer, connect, type AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { startPerlSmsc, type PerlSmsc, type SmscEvent } from '@threepid/contract-tests/smsc';
import type { Logger } from '@threepid/core';
import { SmppSmsSender, type SmppOptions } from '@threepid/sms-smpp';
import { account } from './account.js';
import { hasty, message, withSender } from './bench.js';

const named = (smsc: PerlSmsc, name: string): SmscEvent[] =>
  smsc.events.filter(({ event }) => event === name);

async function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.fail('it resolved'),
    (error: unknown) => error as Error,
  );
}

describe('binding', () => {
  it('happens with the first message, and one session serves all', () =>
    withSender({ systemType: 'VMA' }, async ({ smsc, sender }) => {
      await smsc.sync();
      expect(named(smsc, 'connect')).to.deep.equal([]);
      await Promise.all([1, 2, 3].map(() => sender.send(message())));
      await smsc.sync();
      expect(named(smsc, 'bind')).to.have.length(1);
      expect(named(smsc, 'bind')[0]).to.deep.include({
        command: 'bind_transceiver',
        systemId: account.systemId,
        systemType: 'VMA',
        version: 0x34,
      });
    }));

  it('can be as transmitter', () =>
    withSender({ bindType: 'transmitter' }, async ({ smsc, sender }) => {
      expect(await sender.send(message())).to.have.property('kind', 'sent');
      expect(named(smsc, 'bind')[0]).to.have.property('command', 'bind_transmitter');
    }));

  it('is refused with a wrong password, until the password is right', () =>
    withSender({ password: 'mistaken' }, async ({ smsc, sender }) => {
      const result = await sender.send(message());
      expect(result).to.have.property('kind', 'refused');
      expect(inspect(result, { depth: null, showHidden: true }))
        .to.contain('ESME_RINVPASWD')
        .and.not.contain('mistaken');
      expect(await rejection(sender.ready())).to.match(/ESME_RINVPASWD/);
      await smsc.password('mistaken');
      expect(await sender.send(message())).to.have.property('kind', 'sent');
      expect(smsc.messages).to.have.length(1);
    }));

  const statuses: [string, number, object][] = [
    ['ESME_RBINDFAIL', 0x0d, { kind: 'refused' }],
    ['ESME_RINVSYSID', 0x0f, { kind: 'refused' }],
    ['ESME_RALYBND', 0x05, { kind: 'unavailable', taken: 'no' }],
    ['ESME_RSYSERR', 0x08, { kind: 'unavailable', taken: 'no' }],
    ['ESME_RTHROTTLED', 0x58, { kind: 'unavailable', taken: 'no' }],
  ];
  for (const [name, status, expected] of statuses) {
    it(`that is answered with ${name} makes messages ${Object.values(expected).join(', taken: ')}`, () =>
      withSender({}, async ({ smsc, sender }) => {
        await smsc.binding({ as: 'answer', status });
        expect(await sender.send(message())).to.include(expected);
      }));
  }

  it('that is never answered takes no message, and times out', () =>
    withSender({ timeoutMs: 1_000 }, async ({ smsc, sender }) => {
      await smsc.binding({ as: 'hang' });
      expect(await sender.send(message())).to.include({ kind: 'unavailable', taken: 'no' });
      expect(await rejection(sender.ready())).to.be.instanceOf(Error);
      await smsc.binding({ as: 'check' });
      await sender.ready();
    }));

  it('to something that is not an SMSC takes no message', async () => {
    const server = createServer((socket) =>
      socket.on('error', () => undefined).end('220 mail.example.org ESMTP\r\n'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sender = new SmppSmsSender({ ...account, port, reconnect: hasty });
    expect(await sender.send(message())).to.include({ kind: 'unavailable', taken: 'no' });
    await sender.close();
    server.close();
  });

  it('uses TLS if the options say so', async () => {
    const smsc = await startPerlSmsc();
    const key = Buffer.from('a key of this test');
    const psk = { ciphers: 'PSK', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
    const server = createTlsServer({ ...psk, pskCallback: () => key }, (socket) => {
      const inner = connect(smsc.port, '127.0.0.1');
      socket
        .on('error', () => inner.destroy())
        .pipe(inner)
        .on('error', () => socket.destroy())
        .pipe(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const tls = {
      ...psk,
      pskCallback: () => ({ psk: key, identity: 'test' }),
      checkServerIdentity: () => undefined,
    };
    const { port } = server.address() as AddressInfo;
    const sender = new SmppSmsSender({ ...account, port, tls });
    expect(await sender.send(message())).to.have.property('kind', 'sent');
    await sender.close();
    await smsc.stop();
    server.close();
  });
});

describe('a session', () => {
  it('is reopened after the SMSC was killed and restarted, and receipts arrive', async () => {
    const first = await startPerlSmsc();
    const { port } = first;
    const receipts: unknown[] = [];
    const options: SmppOptions = { ...account, port, reconnect: hasty };
    const sender = new SmppSmsSender({
      ...options,
      onDeliveryReceipt: (receipt) => void receipts.push(receipt),
    });
    expect(await sender.send(message('before'))).to.have.property('kind', 'sent');
    await first.stop();
    const second = await startPerlSmsc({ port });
    if (named(second, 'bind').length === 0) await second.next('bind');
    const acknowledged = second.next('deliver-sm-resp');
    await second.deliver({ text: 'id:m1 stat:DELIVRD' });
    await acknowledged;
    expect(receipts).to.have.length(1);
    expect(await sender.send(message('after'))).to.have.property('kind', 'sent');
    await second.sync();
    expect(second.messages.map(({ text }) => text)).to.deep.equal(['after']);
    await sender.close();
    await second.stop();
  });

  it('is reopened after the SMSC unbound', () =>
    withSender({}, async ({ smsc, sender }) => {
      await sender.ready();
      const again = smsc.next('bind');
      await smsc.unbind();
      await again;
      expect(await sender.send(message())).to.have.property('kind', 'sent');
    }));

  it('that ends as soon as it is bound is not reopened endlessly', () =>
    withSender({ reconnect: { initialDelayMs: 5, maxDelayMs: 3_600_000 } }, async ({ smsc, sender }) => {
      for (let round = 0; round < 3; round += 1) {
        await sender.ready();
        await smsc.hangUp();
      }
      await sender.ready();
      await smsc.sync();
      // At most one session per call, and one more that a short first delay may have caused.
      expect(named(smsc, 'bind').length).to.be.within(4, 7);
    }));

  it('is checked with enquire_link, and dropped and reopened when the SMSC stays silent', () =>
    withSender({ enquireLinkMs: 20 }, async ({ smsc, sender }) => {
      await sender.ready();
      await smsc.next('enquire-link');
      await smsc.next('enquire-link');
      const closed = smsc.next('closed');
      const again = smsc.next('bind');
      await smsc.behave({ as: 'hang' });
      await closed;
      await again;
    }));

  it('answers the enquiries of the SMSC, and rejects commands that it does not know', () =>
    withSender({}, async ({ smsc, sender }) => {
      await sender.ready();
      await smsc.enquire();
      const answer = smsc.next('unknown');
      await smsc.raw('00000010000001ee0000000000000009');
      expect(await answer).to.include({ command: 0x80000000, status: 3 });
      // alert_notification and outbind have no answer.
      await smsc.raw('00000016000001020000000000000009000000000000');
      expect(await sender.send(message())).to.have.property('kind', 'sent');
    }));

  it('logs its beginning and end, without secrets', async () => {
    const logged: [string, unknown, string][] = [];
    const log =
      (level: string) =>
      (fields: object, text: string): void =>
        void logged.push([level, fields, text]);
    const logger: Logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
    await withSender({ logger }, async ({ smsc, sender }) => {
      await sender.send(message());
      await smsc.hangUp();
    });
    expect(logged.slice(0, 2).map(([level, , text]) => `${level}: ${text}`)).to.deep.equal([
      'info: SMPP session bound',
      'warn: SMPP session ended',
    ]);
    const all = inspect(logged, { depth: null, showHidden: true });
    for (const secret of [account.password, '447400123456', '482915']) expect(all).to.not.contain(secret);
  });
});

describe('close', () => {
  it('waits for the messages in flight, then unbinds', () =>
    withSender({}, async ({ smsc, sender }) => {
      await smsc.behave({ as: 'hold' });
      const result = sender.send(message());
      await smsc.submitted(1);
      const closed = sender.close();
      expect(named(smsc, 'unbind')).to.deep.equal([]);
      await smsc.release();
      expect(await result).to.have.property('kind', 'sent');
      await closed;
      await smsc.sync();
      expect(named(smsc, 'unbind')).to.have.length(1);
    }));

  it('allows no further message and no further session', () =>
    withSender({}, async ({ smsc, sender }) => {
      await sender.ready();
      await sender.close();
      await sender.close();
      expect(await sender.send(message())).to.include({ kind: 'unavailable', taken: 'no' });
      expect(await rejection(sender.ready())).to.be.instanceOf(Error);
      expect(smsc.submissions).to.deep.equal([]);
    }));

  it('does nothing for a sender that was never used', () =>
    withSender({}, async ({ smsc, sender }) => {
      await sender.close();
      await smsc.sync();
      expect(named(smsc, 'connect')).to.deep.equal([]);
    }));

  it('aborts an attempt to bind', () =>
    withSender({ timeoutMs: 3_600_000 }, async ({ smsc, sender }) => {
      await smsc.binding({ as: 'hang' });
      const bind = smsc.next('bind');
      const ready = rejection(sender.ready());
      await bind;
      await sender.close();
      expect(await ready).to.be.instanceOf(Error);
    }));

  it('cancels the wait for the next attempt', () =>
    withSender(
      { reconnect: { initialDelayMs: 3_600_000, maxDelayMs: 3_600_000 } },
      async ({ smsc, sender }) => {
        await smsc.down();
        await rejection(sender.ready());
        const ready = rejection(sender.ready());
        await sender.close();
        expect(await ready).to.be.instanceOf(Error);
      },
    ));

  it('does not wait longer than the time-out for an SMSC that hangs', () =>
    withSender({ timeoutMs: 1_000 }, async ({ smsc, sender }) => {
      await sender.ready();
      await smsc.behave({ as: 'hang' });
      await sender.close();
    }));
});

describe('startPerlSmsc', () => {
  it('says what to install where perl or Net::SMPP is missing', async () => {
    const error = await rejection(startPerlSmsc({ perl: '/nonexistent/perl' }));
    expect(error.message).to.contain('apt-get install libnet-smpp-perl');
  });

  it('says what went wrong in other cases', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const error = await rejection(startPerlSmsc({ port: (server.address() as AddressInfo).port }));
    expect(error.message).to.match(/did not start: .*port/s);
    server.close();
  });
});

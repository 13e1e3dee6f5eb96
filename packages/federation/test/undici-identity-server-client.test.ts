import type { RelayedAnswer } from '@threepid/core';
import { UndiciIdentityServerClient } from '@threepid/federation';
import { expect } from 'chai';
import { assert, asyncProperty, jsonValue, integer, string as anyString } from 'fast-check';
import { CertificateAuthority } from './certificates.js';
import { Peer, RawPeer } from './peer.js';

const body = {
  client_secret: 'a.client.secret',
  country: 'GB',
  phone_number: '07400123456',
  send_attempt: 1,
} as const;
const accessToken = 'an-access-token';

describe('UndiciIdentityServerClient', () => {
  let peer: Peer;
  let client: UndiciIdentityServerClient;
  beforeEach(async () => {
    peer = await Peer.start();
    client = new UndiciIdentityServerClient({ timeoutMs: 5_000 });
  });
  afterEach(async () => {
    await client.close();
    await peer.stop();
  });

  function ask(baseUrl = peer.url, idAccessToken?: string): Promise<RelayedAnswer> {
    return client.requestToken({ baseUrl, idAccessToken, body });
  }

  it('calls v1 without a token, in JSON', async () => {
    peer.answers(200, { sid: 'abc' });
    expect(await ask()).to.deep.equal({ kind: 'opened', sid: 'abc', fields: {} });
    const [request] = peer.requests;
    expect(request?.method).to.equal('POST');
    expect(request?.url).to.equal('/_matrix/identity/api/v1/validate/msisdn/requestToken');
    expect(request?.headers['content-type']).to.equal('application/json');
    expect(request?.headers).not.to.have.property('authorization');
    expect(JSON.parse(request?.body ?? '')).to.deep.equal(body);
  });

  it('calls v2 with the token as bearer token, and puts it nowhere else', async () => {
    peer.answers(200, { sid: 'abc' });
    await ask(peer.url, accessToken);
    const [request] = peer.requests;
    expect(request?.url).to.equal('/_matrix/identity/v2/validate/msisdn/requestToken');
    expect(request?.headers.authorization).to.equal(`Bearer ${accessToken}`);
    expect(request?.body).not.to.include(accessToken);
  });

  it('calls below the path of the base URL', async () => {
    peer.answers(200, { sid: 'abc' });
    await ask(`${peer.url}/below`);
    expect(peer.requests[0]?.url).to.equal('/below/_matrix/identity/api/v1/validate/msisdn/requestToken');
  });

  it('passes on the other fields of a success', async () => {
    peer.answers(200, { sid: 'abc', success: true, msisdn: '447400123456', intl_fmt: '+44 7400 123456' });
    expect(await ask()).to.deep.equal({
      kind: 'opened',
      sid: 'abc',
      fields: { success: true, msisdn: '447400123456', intl_fmt: '+44 7400 123456' },
    });
  });

  it('relays a Matrix error with its status and its fields', async () => {
    peer.answers(429, {
      errcode: 'M_LIMIT_EXCEEDED',
      error: 'Slow down',
      retry_after_ms: 2_000,
      policy: 'x',
    });
    expect(await ask()).to.deep.equal({
      kind: 'error',
      status: 429,
      errcode: 'M_LIMIT_EXCEEDED',
      error: 'Slow down',
      fields: { retry_after_ms: 2_000, policy: 'x' },
    });
  });

  it('takes retry_after_ms from the header if the body has no valid one', async () => {
    for (const given of [undefined, -1, 1.5, '5', 1e300, null]) {
      peer.answers(
        429,
        { errcode: 'M_LIMIT_EXCEEDED', error: 'x', retry_after_ms: given },
        { 'retry-after': '7' },
      );
      expect(await ask()).to.deep.include({ fields: { retry_after_ms: 7_000 } });
    }
    peer.answers(429, '{"errcode":"M_LIMIT_EXCEEDED","error":"x","retry_after_ms":1e999}');
    expect(await ask()).to.deep.include({ fields: {} });
  });

  it('relays errcodes of other namespaces, but nothing that is not an errcode', async () => {
    for (const errcode of [
      'M_X',
      'ORG.MATRIX.MSC4178_X',
      'COM.EXAMPLE.NO',
      'M_THREEPID_MEDIUM_NOT_SUPPORTED',
    ]) {
      peer.answers(400, { errcode, error: 'x' });
      expect(await ask()).to.include({ errcode });
    }
    for (const errcode of [
      '',
      'M',
      'm_unknown',
      'M_X\n',
      '<b>',
      'M__X',
      'M_',
      'A_'.repeat(100) + 'X',
      7,
      null,
      [],
    ]) {
      peer.answers(400, { errcode, error: 'x' });
      expect(await failure(ask()), String(errcode)).to.include('HTTP 400 without a Matrix error');
    }
  });

  it('drops fields that are long, nested, oddly named or too many, and cuts a long text', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`field_${index}`, index]));
    peer.answers(400, {
      errcode: 'M_X',
      error: `\u0000\u001b[31m${'x'.repeat(5_000)}`,
      long: 'x'.repeat(1_025),
      deep: { a: 1 },
      list: [1],
      nothing: null,
      'bad name': 1,
      ...many,
    });
    const answer = await ask();
    if (answer.kind !== 'error') throw new Error('the answer is not an error');
    expect(answer.error)
      .to.match(/^\[31mx{1000,}$/)
      .and.have.length.at.most(1_024);
    expect(Object.keys(answer.fields)).to.have.lengthOf(32);
    expect(Object.keys(answer.fields).every((name) => name.startsWith('field_'))).to.equal(true);
  });

  describe('a challenge', () => {
    const limited = async (challenge: unknown, status = 429) => {
      const text = typeof challenge === 'string' ? challenge : JSON.stringify(challenge);
      peer.answers(
        status,
        `{"errcode":"M_LIMIT_EXCEEDED","error":"x","retry_after_ms":5,"challenge":${text}}`,
      );
      return ask();
    };

    it('is passed on with a 429, as it is', async () => {
      const parameters = { data: { binding: 'b', expiresAt: 5 }, salt: null, list: [1, [true]] };
      for (const challenge of [{ type: 'altcha', parameters, signature: 'f0' }, { type: '' }])
        expect(await limited(challenge)).to.deep.include({ fields: { retry_after_ms: 5, challenge } });
      const longest = { type: 'x', text: 'x'.repeat(4_096 - 22) };
      expect(await limited(longest)).to.deep.include({ fields: { retry_after_ms: 5, challenge: longest } });
    });

    const others: Readonly<Record<string, unknown>> = {
      'a text': '"altcha"',
      'a number': 5,
      null: null,
      'a list': [{ type: 'altcha' }],
      'an object without a type': { parameters: {} },
      'an object whose type is no text': { type: 1 },
      'one that is too long': { type: 'x', text: 'x'.repeat(4_096 - 21) },
      'one of too many levels': { type: 'x', a: { b: { c: { d: { e: {} } } } } },
      'one of 30,000 levels': `{"type":"x","deep":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
    };
    for (const [what, challenge] of Object.entries(others)) {
      it(`that is ${what} is dropped`, async () => {
        expect(await limited(challenge)).to.deep.include({ fields: { retry_after_ms: 5 } });
      });
    }

    it('is dropped with another status', async () => {
      expect(await limited({ type: 'altcha' }, 403)).to.deep.include({ fields: { retry_after_ms: 5 } });
      peer.answers(200, { sid: 'abc', challenge: { type: 'altcha' } });
      expect(await ask()).to.deep.equal({ kind: 'opened', sid: 'abc', fields: {} });
    });

    it('pollutes no prototype', async () => {
      await limited('{"type":"x","__proto__":{"polluted":1}}');
      expect({}).not.to.have.property('polluted');
    });
  });

  it('adds a text to an error that has none', async () => {
    for (const error of [undefined, 5, '', '\n\t', {}]) {
      peer.answers(403, { errcode: 'M_FORBIDDEN', error });
      expect(await ask()).to.include({ error: 'The identity server refused the request' });
    }
  });

  it('is safe from prototype pollution', async () => {
    peer.answers(400, '{"errcode":"M_X","error":"x","__proto__":{"polluted":1},"constructor":"y"}');
    const answer = await ask();
    expect(answer.kind === 'error' && Object.getPrototypeOf(answer.fields)).to.equal(Object.prototype);
    expect({}).not.to.have.property('polluted');
  });

  it('drops a field that is 30,000 levels deep', async () => {
    peer.answers(200, `{"sid":"abc","deep":${'['.repeat(30_000)}${']'.repeat(30_000)}}`);
    expect(await ask()).to.deep.equal({ kind: 'opened', sid: 'abc', fields: {} });
  });

  describe('an unusable answer', () => {
    const answers: Readonly<Record<string, readonly [number, unknown]>> = {
      'a 500 in Matrix form': [500, { errcode: 'M_UNKNOWN', error: 'x' }],
      'a 503': [503, 'busy'],
      HTML: [200, '<!doctype html><title>Hello</title>'],
      'an HTML 404': [404, '<!doctype html><title>Not found</title>'],
      nothing: [200, ''],
      null: [200, 'null'],
      'a list': [200, '[{"sid":"abc"}]'],
      'a text': [200, '"abc"'],
      'a number': [200, '5'],
      'broken JSON': [200, '{"sid":"abc"'],
      'broken UTF-8': [200, Buffer.from('{"sid":"abc","x":"\xff"}', 'latin1')],
      'no sid': [200, { success: true }],
      'an empty sid': [200, { sid: '' }],
      'a sid with a slash': [200, { sid: 'a/b' }],
      'a sid with a line break': [200, { sid: 'abc\n' }],
      'a sid of 256 characters': [200, { sid: 'a'.repeat(256) }],
      'a sid that is a number': [200, { sid: 5 }],
      'a sid that is an object': [200, { sid: { a: 1 } }],
      'a 201': [201, { sid: 'abc' }],
      'a 204': [204, ''],
      'a 304': [304, ''],
      'more than 64 KiB': [200, { sid: 'abc', x: 'x'.repeat(65_536) }],
      '50 MB': [200, Buffer.alloc(50_000_000, 0x20)],
    };
    for (const [title, [status, answer]] of Object.entries(answers)) {
      it(`is ${title}`, async () => {
        peer.answers(status, answer);
        expect(await failure(ask(peer.url, accessToken))).to.include('no usable answer');
      });
    }

    it('is one without end: no more than the limit is read', async () => {
      let written = 0;
      peer.answer = (response) => {
        response.writeHead(200);
        const write = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(16_384, 0x20))) written += 16_384;
        };
        response.on('drain', write);
        write();
      };
      expect(await failure(ask())).to.include('ETOOLARGE');
      // The buffers of two sockets count as written too.
      expect(written).to.be.lessThan(50_000_000);
    });

    it('is one that comes byte by byte, for longer than the time-out', async () => {
      await client.close();
      client = new UndiciIdentityServerClient({ timeoutMs: 150 });
      peer.answer = (response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 10);
        response.on('close', () => {
          clearInterval(timer);
        });
      };
      expect(await failure(ask())).to.include('ETIMEOUT');
    });

    it('is missing', async () => {
      await client.close();
      client = new UndiciIdentityServerClient({ timeoutMs: 150 });
      peer.answer = () => undefined;
      expect(await failure(ask())).to.include('ETIMEOUT');
    });

    it('is that of a missing server', async () => {
      await peer.stop();
      expect(await failure(ask('http://127.0.0.1:1'))).to.include('ECONNREFUSED');
      peer = await Peer.start();
    });

    const raw: Readonly<Record<string, string>> = {
      garbage: '\u0000\u0001\u0002\r\n\r\n',
      'another protocol': 'SSH-2.0-OpenSSH_9.2\r\n',
      'a head without an end': `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(10_000)}`,
      'a head of 1 MB': `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(1_000_000)}\r\n\r\n`,
      'two lengths': 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}',
      'a length and chunks':
        'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
      'an invalid length': 'HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n{}',
      'an invalid chunk': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
      'a body that is cut off': 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"sid":"abc"}',
      'an empty answer': '',
      'a switch of protocols': 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n',
      compressed:
        'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n\u001f\u008b\u0008\u0000',
    };
    for (const [title, bytes] of Object.entries(raw)) {
      it(`is ${title}`, async () => {
        const server = await RawPeer.start((socket) => socket.end(bytes, 'latin1'));
        expect(await failure(ask(server.url, accessToken))).to.include('no usable answer');
        await server.stop();
      });
    }
  });

  for (const status of [300, 301, 302, 303, 307, 308]) {
    it(`follows no redirect of ${status}`, async () => {
      const other = await Peer.start();
      peer.answers(status, '', {
        location: `${other.url}/_matrix/identity/api/v1/validate/msisdn/requestToken`,
      });
      expect(await failure(ask())).to.include(`HTTP ${status}`);
      expect(peer.requests).to.have.lengthOf(1);
      expect(other.connections).to.equal(0);
      await other.stop();
    });
  }

  it('passes on bounded scalars or rejects, whatever JSON comes back', async () => {
    await assert(
      asyncProperty(
        integer({ min: 200, max: 599 }),
        jsonValue(),
        anyString(),
        async (status, value, errcode) => {
          const object: object = typeof value === 'object' && value !== null ? value : { value };
          peer.answers(status, { sid: errcode, errcode, error: errcode, ...object });
          const answer: unknown = await ask().catch((error: unknown) => error);
          if (answer instanceof Error) expect(answer.name).to.equal('UnusableAnswerError');
          else expectBounded(answer as RelayedAnswer);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reports the server and the cause to the operator, without anything of the request', async () => {
    for (const [status, text] of [
      [500, 'x'],
      [200, '{"sid":"/"}'],
    ] as const) {
      peer.answers(status, text);
      const message = await failure(ask(peer.url, accessToken));
      expect(message).to.include(peer.url);
      for (const secret of [accessToken, body.client_secret, '7400123456'])
        expect(message).not.to.include(secret);
    }
  });

  it('sends no header forged by a token with a line break', async () => {
    peer.answers(200, { sid: 'abc' });
    expect(await failure(ask(peer.url, 'token\r\nx-forged: 1'))).to.include('UND_ERR_INVALID_ARG');
    expect(peer.requests).to.deep.equal([]);
  });

  it('requires a valid time-out', () => {
    for (const timeoutMs of [0, -1, NaN, Infinity])
      expect(() => new UndiciIdentityServerClient({ timeoutMs })).to.throw(TypeError, 'timeoutMs');
  });
});

describe('TLS of UndiciIdentityServerClient', () => {
  const authority = new CertificateAuthority();
  const started: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((peer) => peer.stop()));
  });

  async function askOver(
    names: readonly string[],
    certificateAuthorities?: readonly string[],
    notAfter?: Date,
  ) {
    const peer = await Peer.start(
      authority.issue({ names, ...(notAfter === undefined ? {} : { notAfter }) }),
    );
    started.push(peer);
    peer.answers(200, { sid: 'abc' });
    const client = new UndiciIdentityServerClient({
      ...(certificateAuthorities === undefined ? {} : { certificateAuthorities }),
    });
    const baseUrl = `https://localhost:${peer.port}`;
    const answer = client.requestToken({ baseUrl, idAccessToken: accessToken, body });
    const outcome = await answer.then((value) => value.kind).catch((error: unknown) => String(error));
    await client.close();
    return { outcome, requests: peer.requests };
  }

  it('accepts a certificate of a listed authority for this name', async () => {
    expect((await askOver(['localhost'], [authority.cert])).outcome).to.equal('opened');
  });

  it('refuses an authority that is not listed, and sends nothing', async () => {
    const { outcome, requests } = await askOver(['localhost']);
    expect(outcome).to.match(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER/);
    expect(requests).to.deep.equal([]);
  });

  it('refuses a certificate for another name', async () => {
    const { outcome, requests } = await askOver(['other.example'], [authority.cert]);
    expect(outcome).to.include('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(requests).to.deep.equal([]);
  });

  it('refuses one that has expired', async () => {
    const { outcome } = await askOver(['localhost'], [authority.cert], new Date(Date.now() - 1_000));
    expect(outcome).to.include('CERT_HAS_EXPIRED');
  });

  it('refuses it even if NODE_TLS_REJECT_UNAUTHORIZED is 0', async () => {
    const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env;
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const { outcome, requests } = await askOver(['localhost']);
      expect(outcome).to.include('no usable answer');
      expect(requests).to.deep.equal([]);
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });
});

async function failure(answer: Promise<unknown>): Promise<string> {
  const error: unknown = await answer.catch((thrown: unknown) => thrown);
  if (error instanceof Error) return error.message;
  throw new Error(`it did not reject, but answered ${JSON.stringify(error)}`);
}

function expectBounded(answer: RelayedAnswer): void {
  if (answer.kind === 'opened') expect(answer.sid).to.match(/^[0-9a-zA-Z.=_-]{1,255}$/);
  else {
    expect(answer.status).to.be.within(400, 499);
    expect(answer.errcode).to.match(/^[A-Z][A-Z0-9._]{1,127}$/);
    expect(answer.error).to.have.length.within(1, 1_024);
  }
  for (const value of Object.values(answer.fields))
    expect(typeof value).to.be.oneOf(['string', 'number', 'boolean']);
}

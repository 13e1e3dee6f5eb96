import {
  createHttpContractReference,
  createHttpContractThreepid,
  httpContract,
  httpContractSize,
  type HttpContractHost,
  type HttpContractReference,
} from '@threepid/contract-tests';
import {
  collectBody,
  remoteAddressOf,
  splitTarget,
  type HttpRequest,
  type HttpResponse,
  type Threepid,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A way in which an adapter may be wrong: what it hands over, or what it sends. */
interface Fault {
  /** The title of a test that fails over it. It runs alone: the whole suite would take seconds for each fault. */
  readonly foundBy: string;
  readonly request?: (request: HttpRequest, incoming: IncomingMessage) => HttpRequest;
  readonly response?: (response: HttpResponse, request: HttpRequest) => HttpResponse;
  /** Answers instead of the framework. */
  readonly instead?: (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;
}

const without = (name: string) => (response: HttpResponse) => {
  const headers = Object.entries(response.headers).filter(([sent]) => sent !== name);
  return { ...response, headers: Object.fromEntries(headers) };
};

const faults: Readonly<Record<string, Fault>> = {
  'sends no CORS headers': { foundBy: 'JSON', response: without('access-control-allow-origin') },
  'sends no CORS headers with errors': {
    foundBy: 'five messages in 10 minutes, then 429 until the first is 10 minutes old',
    response: (response) =>
      response.status < 400 ? response : without('access-control-allow-origin')(response),
  },
  'adds a charset to JSON': {
    foundBy: 'JSON',
    response: (response) => ({
      ...response,
      headers: {
        ...response.headers,
        'content-type':
          response.headers['content-type']?.replace(/json$/, 'json; charset=utf-8') ?? 'text/plain',
      },
    }),
  },
  'sends no Retry-After': {
    foundBy: 'five messages in 10 minutes, then 429 until the first is 10 minutes old',
    response: without('retry-after'),
  },
  'sends no Allow': { foundBy: 'POST /_matrix/identity/versions', response: without('allow') },
  'sends no Content-Security-Policy': {
    foundBy: 'the page for Accept-Language "en" is in en',
    response: without('content-security-policy'),
  },
  'lets answers be cached': { foundBy: 'JSON', response: without('cache-control') },
  'answers 302 with 303': {
    foundBy: 'to the next_link that was stored',
    response: (response) => (response.status === 302 ? { ...response, status: 303 } : response),
  },
  'answers 405 with 404': {
    foundBy: 'POST /_matrix/identity/versions',
    response: (response) => (response.status === 405 ? { ...response, status: 404 } : response),
  },
  'writes JSON anew': {
    foundBy: 'JSON',
    response: (response) => ({ ...response, body: response.body.replace(/^\{"sid"/, '{ "sid"') }),
  },
  'asks for the address after the body': {
    foundBy: 'is handed over as any other, or as lost, if the caller resets the connection',
    request: (request, { socket }) => ({ ...request, remoteAddress: socket.remoteAddress }),
  },
  'knows no address': {
    foundBy: 'is known',
    request: (request) => ({ ...request, remoteAddress: undefined }),
  },
  'decodes the path': {
    foundBy: 'GET /_matrix/identity/%76ersions',
    request: (request) => ({ ...request, path: decoded(request.path) }),
  },
  'forgives a slash at the end': {
    foundBy: 'GET /_matrix/identity/',
    request: (request) => ({ ...request, path: request.path.replace(/(?<=.)\/$/, '') }),
  },
  'ignores case in paths': {
    foundBy: 'GET /_matrix/identity/VERSIONS',
    request: (request) => ({ ...request, path: request.path.replace(/VERSIONS$/i, 'versions') }),
  },
  'takes HEAD for OPTIONS': {
    foundBy: 'HEAD has the status and the headers, and no body',
    request: (request) => ({ ...request, method: request.method === 'HEAD' ? 'OPTIONS' : request.method }),
  },
  'loses the query': {
    foundBy: 'five wrong codes end the session, also for the right one, and a resend opens another',
    request: (request) => ({ ...request, query: '' }),
  },
  'keeps the last of equal parameters': {
    foundBy: 'getValidated3pid with the sid twice',
    request: (request) => ({ ...request, query: new URLSearchParams(lastOf(request.query)).toString() }),
  },
  'loses the content type': {
    foundBy: 'a form',
    request: (request) => ({ ...request, headers: { ...request.headers, 'content-type': undefined } }),
  },
  'loses the language': {
    foundBy: 'the message is in the language that the caller accepts',
    request: (request) => ({ ...request, headers: { ...request.headers, 'accept-language': undefined } }),
  },
  'loses the token': {
    foundBy: 'requestToken with a token that nobody knows',
    request: (request) => ({ ...request, headers: { ...request.headers, authorization: undefined } }),
  },
  'reads bodies as Latin-1': {
    foundBy: 'a number in full-width digits',
    request: (request) => ({
      ...request,
      body: request.body instanceof Uint8Array ? Buffer.from(request.body).toString('latin1') : request.body,
    }),
  },
  'reads broken UTF-8 as well as it can': {
    foundBy: 'UTF-8 broken in the middle, to requestToken',
    request: (request) => ({
      ...request,
      body: request.body instanceof Uint8Array ? Buffer.from(request.body).toString() : request.body,
    }),
  },
  'cuts bodies at the limit': {
    foundBy: '65,537 bytes, to /_matrix/identity/api/v1/validate/msisdn/requestToken',
    request: (request) => ({
      ...request,
      headers: { ...request.headers, 'content-length': undefined },
      body: typeof request.body === 'symbol' ? '{}' : request.body,
    }),
  },
  'parses no body without a content type': {
    foundBy: 'JSON without a content type',
    request: (request, { headers }) =>
      headers['content-type'] === undefined ? { ...request, body: undefined } : request,
  },
  'answers 500 to a PATCH': {
    foundBy: 'PATCH /_matrix/identity/versions',
    instead: ({ method }, outgoing) => method === 'PATCH' && Boolean(outgoing.writeHead(500).end()),
  },
  'knows no OPTIONS': {
    foundBy: 'OPTIONS /_matrix/identity/versions',
    instead: ({ method }, outgoing) => method === 'OPTIONS' && Boolean(outgoing.writeHead(404).end()),
  },
  'redirects to the next_link of the query': {
    foundBy: 'not to the next_link of the query',
    response: (response, { query }) => {
      const link = new URLSearchParams(query).get('next_link');
      const isPage = response.status === 200 || response.status === 302;
      return link === null || !isPage
        ? response
        : { ...response, status: 302, headers: { ...response.headers, location: link } };
    },
  },
  'sets a cookie': {
    foundBy: 'JSON',
    response: (response) => ({ ...response, headers: { ...response.headers, 'set-cookie': 'a=b' } }),
  },
};

describe('httpContract', () => {
  it('holds 150 malformed requests and more, and 200 others and more', () => {
    expect(httpContractSize.malformed).to.be.at.least(150);
    expect(httpContractSize.all - httpContractSize.malformed).to.be.at.least(200);
  });

  it('passes over an adapter without a fault, in every test that finds one', async () => {
    // All others run over Node's own server in `contract.test.ts`.
    for (const foundBy of new Set(Object.values(faults).map((fault) => fault.foundBy)))
      expect(await firstFailure({ foundBy })).to.equal(undefined);
  });

  for (const [name, fault] of Object.entries(faults)) {
    it(`fails over an adapter that ${name}`, async () => {
      expect(await firstFailure(fault)).to.equal(fault.foundBy);
    });
  }

  it('finds the same with a reference host that contracts share', async () => {
    const shared = createHttpContractReference(() => new MemorySessionStorage());
    const foundBy = 'POST /_matrix/identity/versions';
    const wrong = faults['answers 405 with 404'] ?? expect.fail();
    for (const [fault, failure] of [
      [{ foundBy }, undefined],
      [wrong, foundBy],
      [{ foundBy }, undefined],
    ] as const)
      expect(await firstFailure(fault, {}, shared)).to.equal(failure);
    await shared.close();
  });

  it('needs something to compare with', () => {
    const create = () => faultyHost({ foundBy: '' });
    expect(() => {
      httpContract({
        describe: (_name, body) => {
          body();
        },
        it,
        before,
        after,
        create,
      });
    }).to.throw(TypeError, 'createStorage');
  });

  it('fails over an exception that is no longer needed, and over one for no row', async () => {
    for (const [row, status, foundBy] of [
      [
        'wrong methods: PUT /_matrix/identity/versions',
        405,
        'PUT /_matrix/identity/versions: still not, because x',
      ],
      ['what is no HTTP: no Host', 400, 'no Host: still taken, because x'],
      ['no row', 405, 'has exceptions for rows of one request alone'],
    ] as const)
      expect(await firstFailure({ foundBy }, { [row]: { reason: 'x', status } })).to.equal(foundBy);
  });
});

/** Runs the test that finds the fault over a faulty host, and answers its name if it fails. */
async function firstFailure(
  fault: Fault,
  exceptions: Parameters<typeof httpContract>[0]['exceptions'] = {},
  reference?: HttpContractReference,
): Promise<string | undefined> {
  const tests: { readonly name: string; readonly body: () => Promise<void> }[] = [];
  const hooks: Record<'before' | 'after', (() => Promise<void>)[]> = { before: [], after: [] };
  httpContract({
    describe: (_name, body) => {
      body();
    },
    it: (name, body) => name === fault.foundBy && tests.push({ name, body }),
    before: (body) => hooks.before.push(body),
    after: (body) => hooks.after.push(body),
    create: () => faultyHost(fault),
    ...(reference === undefined ? { createStorage: () => new MemorySessionStorage() } : { reference }),
    exceptions,
    numRuns: 5,
  });
  for (const hook of hooks.before) await hook();
  try {
    for (const { name, body } of tests) {
      const failed = await Promise.resolve()
        .then(body)
        .then(
          () => false,
          () => true,
        );
      if (failed) return name;
    }
    return undefined;
  } finally {
    for (const hook of hooks.after) await hook();
  }
}

async function faultyHost(fault: Fault): Promise<HttpContractHost> {
  const { threepid, control } = createHttpContractThreepid(new MemorySessionStorage());
  const server = createServer((incoming, outgoing) => {
    if (fault.instead?.(incoming, outgoing) === true) return;
    void answer(threepid, fault, incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    control,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(
  threepid: Threepid,
  { request: spoil, response: mar }: Fault,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const remoteAddress = remoteAddressOf(incoming.socket.remoteAddress, incoming.socket);
  const plain: HttpRequest = {
    method: incoming.method ?? '',
    ...splitTarget(incoming.url ?? ''),
    headers: incoming.headers,
    body: await collectBody(incoming),
    remoteAddress,
  };
  const request = spoil?.(plain, incoming) ?? plain;
  const right = (await threepid.handle(request)) ?? { status: 404, headers: {}, body: '' };
  const { status, headers, body } = mar?.(right, request) ?? right;
  outgoing.writeHead(status, { ...headers }).end(body);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function lastOf(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

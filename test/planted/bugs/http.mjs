// Bugs in what is incoming HTTP: routes, adapters, addresses, pages.
import { tests } from '../finders.mjs';

const src = 'packages/core/src';
const core = (path, titles) => tests(`packages/core/test/${path}.test.ts`, titles);

export const httpBugs = [
  {
    name: 'next-link-by-prefix',
    effect: 'example.org on the list lets example.org.evil.example through.',
    file: `${src}/domain/next-link.ts`,
    edits: [
      {
        find: 'return allowed.has(url.hostname) ||',
        replace: 'return [...allowed].some((host) => url.hostname.startsWith(host)) ||',
      },
    ],
    foundBy: [core('domain/next-link')],
  },
  {
    name: 'submit-url-from-the-host-header',
    effect: 'Whoever forges a Host header has the person send their code to another server.',
    file: `${src}/http/routes/client-server-routes.ts`,
    edits: [
      {
        find: '{ sid, submit_url: submitUrl });',
        replace:
          "{ sid, submit_url: submitUrl?.replace(/^https?:\\/\\/[^/]+/, (own) => (typeof request.headers['host'] === 'string' ? `https://${request.headers['host']}` : own)) });",
      },
    ],
    foundBy: [core('http/routes/client-server-routes'), tests('test/homeserver/client-server.test.ts')],
  },
  {
    name: 'cors-missing-on-errors',
    effect:
      'A page sees no error at all: the browser hides the answer, and the person reads "network error".',
    file: `${src}/http/routing/router.ts`,
    edits: [
      {
        find: `const answered = withCors(response, called.cors.headersFor(request.headers['origin']));`,
        replace: `const answered =\n      response.status < 400 ? withCors(response, called.cors.headersFor(request.headers['origin'])) : response;`,
      },
    ],
    foundBy: [core('http/caller/cors')],
  },
  {
    name: 'cors-lets-other-origins-post',
    effect: 'A page of any origin sends messages from its visitors, where only listed origins may.',
    file: `${src}/http/caller/cors.ts`,
    edits: [{ find: `method === 'POST' && origin`, replace: `method === 'PUT' && origin` }],
    foundBy: [core('http/caller/cors')],
  },
  {
    name: 'body-limit-a-hundred-times-as-high',
    effect: 'Anybody fills the memory with bodies of megabytes.',
    file: `${src}/http/request/collect-body.ts`,
    edits: [{ find: 'export const bodyLimit = 65_536;', replace: 'export const bodyLimit = 6_553_600;' }],
    foundBy: [core('http/request/collect-body')],
  },
  {
    name: 'cause-sent-to-the-client',
    effect: 'What a database or a provider says, with its secrets, is sent to the client.',
    file: `${src}/http/response/json-response.ts`,
    edits: [
      {
        find: `return new MatrixError('M_UNKNOWN', 'Internal server error', { cause: error });`,
        replace: `return new MatrixError('M_UNKNOWN', \`Internal server error: \${String(error)}\`, { cause: error });`,
      },
    ],
    foundBy: [core('http/routing/router')],
  },
  {
    name: 'delegates-header-from-anybody',
    effect: 'Anybody names the address that their messages count against: no limit of an address holds.',
    file: `${src}/http/caller/delegates.ts`,
    edits: [
      {
        find: 'if (!delegates(request)) {',
        replace: 'if (!delegates(request) && request.headers[header] === undefined) {',
      },
    ],
    foundBy: [core('http/caller/delegates')],
  },
  {
    name: 'first-forwarded-address-believed',
    effect: 'Anybody names their address in X-Forwarded-For: no limit of an address holds.',
    file: `${src}/http/caller/caller-address.ts`,
    edits: [
      {
        find: `forwardedFor.split(',').at(-proxies)?.trim()`,
        replace: `forwardedFor.split(',').at(0)?.trim()`,
      },
    ],
    foundBy: [core('http/caller/caller-address')],
  },
  {
    name: 'each-ipv6-address-counted-by-itself',
    effect: 'Whoever has a /64, as every subscriber has, has 2^64 addresses to ask from.',
    file: `${src}/domain/client-address.ts`,
    edits: [
      {
        find: 'return { address: prefixOf(groups, 64), site',
        replace: 'return { address: parsed.text, site',
      },
    ],
    foundBy: [core('domain/client-address')],
  },
  {
    name: 'v1-open-to-everybody-behind-the-fence',
    effect: 'The identity API v1, which only the homeserver may call, sends messages for everybody.',
    file: `${src}/http/routes/identity-v1-routes.ts`,
    edits: [
      {
        find: `access === 'open' || delegates(request) ?`,
        replace: `access !== 'off' || delegates(request) ?`,
      },
    ],
    foundBy: [core('http/routes/identity-v1-routes')],
  },
  {
    name: 'terms-not-asked-for',
    effect: 'The identity API v2 serves people who have not agreed to the terms.',
    file: `${src}/http/caller/authenticate.ts`,
    edits: [
      {
        find: `if (caller.kind === 'user') return caller.userId;`,
        replace: 'if (caller.userId) return caller.userId;',
      },
    ],
    foundBy: [core('http/routes/identity-v2-routes')],
  },
  {
    name: 'wrong-code-is-an-error-to-synapse',
    effect: 'Synapse gets an error where a code was wrong, and tells the person that the server is broken.',
    file: `${src}/http/routes/identity-v1-routes.ts`,
    edits: [{ find: `'M_TOKEN_INCORRECT',\n`, replace: '' }],
    foundBy: [core('http/routes/identity-v1-routes')],
  },
  {
    name: 'express-lets-errors-go',
    effect: 'In Express 4, an error of the framework ends the process as an unhandled rejection.',
    file: 'adapters/express/src/threepid-middleware.ts',
    edits: [{ find: '      next(error);\n', replace: '      throw error;\n' }],
    foundBy: [tests('adapters/express', 'in Express 4')],
  },
  {
    name: 'express-takes-the-bodies-of-the-host',
    effect: "The host's own routes find their bodies read.",
    file: 'adapters/express/src/threepid-middleware.ts',
    edits: [
      {
        find: 'if (!isClaimed(claims, path, req.method)) return undefined;',
        replace: `if (!isClaimed(claims, path, req.method) && req.method === 'GET') return undefined;`,
      },
    ],
    foundBy: [tests('adapters/express/test/threepid-middleware.test.ts')],
  },
  {
    name: 'fetch-counts-lost-callers-together',
    effect: 'Whoever closes the connection at once is counted without an address.',
    file: 'adapters/fetch/src/fetch-handler.ts',
    edits: [
      {
        find: '(remoteAddress(request, host) ?? addressLost)',
        replace: `(remoteAddress(request, host) ?? (addressLost && undefined))`,
      },
    ],
    foundBy: [tests('adapters/fetch')],
  },
];

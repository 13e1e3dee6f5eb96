import { MatrixError, type Threepid } from '@threepid/core';
import type { Account, PostgresAccounts } from '@threepid/example-express/accounts';
import { threepidPlugin } from '@threepid/fastify';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Account that makes the request; empty on routes that need none. */
    userId: string;
  }
}

interface SignIn {
  Body: { user: string };
  Reply: { token: string };
}

interface AddPhoneNumber {
  Body: { sid: string; client_secret: string };
  Reply: Account;
}

const text = { type: 'string', minLength: 1 } as const;

/** An app, with the one line that lets it verify phone numbers. */
export function createApp(
  threepid: Threepid,
  accounts: PostgresAccounts,
  trustProxy: readonly string[] = [],
): FastifyInstance {
  // Trusts X-Forwarded-For of these proxies: without it, all callers behind a proxy count as one.
  const app = Fastify({ trustProxy: [...trustProxy] });
  app.register(threepidPlugin, { threepid });
  app.decorateRequest('userId', '');

  app.post<SignIn>(
    '/sign-in',
    { schema: { body: { type: 'object', required: ['user'], properties: { user: text } } } },
    async ({ body }) => ({ token: await accounts.signIn(body.user) }),
  );
  app.register((signedIn, _options, done) => {
    signedIn.addHook('onRequest', async (request) => {
      request.userId = await userOf(accounts, request);
    });
    signedIn.get<{ Reply: Account }>('/account', ({ userId }) => accounts.account(userId));
    signedIn.post<AddPhoneNumber>(
      '/account/phone-number',
      {
        schema: {
          body: {
            type: 'object',
            required: ['sid', 'client_secret'],
            properties: { sid: text, client_secret: text },
          },
        },
      },
      async ({ userId, body }) => {
        await threepid.addThreePid({ userId, sid: body.sid, clientSecret: body.client_secret });
        return accounts.account(userId);
      },
    );
    done();
  });
  app.setErrorHandler((error, _request, reply) => {
    // Errors of threepid have a status and a message that are meant for callers of the API.
    if (!(error instanceof MatrixError)) return reply.send(error);
    return reply.code(error.status).send({ errcode: error.errcode, error: error.message });
  });
  return app;
}

/** A stand-in for the app's own authentication. */
async function userOf(accounts: PostgresAccounts, { headers }: FastifyRequest): Promise<string> {
  const authentication = await accounts.authenticate(headers.authorization?.replace(/^Bearer /, '') ?? '');
  if (authentication.kind !== 'user') throw new MatrixError('M_UNAUTHORIZED', 'Sign in first');
  return authentication.userId;
}

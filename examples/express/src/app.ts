import { MatrixError, type Threepid } from '@threepid/core';
import { threepidMiddleware } from '@threepid/express';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { PostgresAccounts } from './accounts.js';

/** An app, with the two lines that let it verify phone numbers. */
export function createApp(
  threepid: Threepid,
  accounts: PostgresAccounts,
  trustProxy: readonly string[] = [],
): Express {
  const app = express();
  // Trusts X-Forwarded-For of these proxies: without it, all callers behind a proxy count as one.
  app.set('trust proxy', [...trustProxy]);
  // Before the app's own body parsers, so that threepid reads its bodies itself.
  app.use(threepidMiddleware(threepid));
  app.use(express.json());

  app.post('/sign-in', async (request, response) => {
    const { user } = request.body as { user?: unknown };
    if (typeof user !== 'string' || user === '') {
      response.status(400).json({ error: 'user must be a name' });
      return;
    }
    response.json({ token: await accounts.signIn(user) });
  });
  app.get('/account', signedIn(accounts), async (_request, response: SignedIn) => {
    response.json(await accounts.account(response.locals.userId));
  });
  app.post('/account/phone-number', signedIn(accounts), async (request, response: SignedIn) => {
    const { sid, client_secret: clientSecret } = request.body as Record<string, unknown>;
    const { userId } = response.locals;
    await threepid.addThreePid({ userId, sid: String(sid), clientSecret: String(clientSecret) });
    response.json(await accounts.account(userId));
  });
  app.use(answerError);
  return app;
}

type SignedIn = Response<unknown, { userId: string }>;

/** A stand-in for the app's own authentication. */
function signedIn(accounts: PostgresAccounts) {
  return async (request: Request, response: SignedIn, next: NextFunction): Promise<void> => {
    const token = request.get('authorization')?.replace(/^Bearer /, '') ?? '';
    const authentication = await accounts.authenticate(token);
    if (authentication.kind !== 'user') {
      response.status(401).json({ error: 'Sign in first' });
      return;
    }
    response.locals.userId = authentication.userId;
    next();
  };
}

/** Answers errors of threepid with their status and message, which are meant for callers of the API. */
function answerError(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (error instanceof MatrixError)
    response.status(error.status).json({ errcode: error.errcode, error: error.message });
  else next(error);
}

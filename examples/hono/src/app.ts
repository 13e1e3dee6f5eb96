import { getConnInfo } from '@hono/node-server/conninfo';
import { MatrixError, type AccountDirectory, type Threepid } from '@threepid/core';
import type { SignIns } from '@threepid/example-environment';
import { toFetchHandler } from '@threepid/fetch';
import { Hono, type Context } from 'hono';
import { createMiddleware } from 'hono/factory';

/** What the app is made of: threepid, and stand-ins for your users and their sessions. */
export interface AppParts {
  readonly threepid: Threepid;
  readonly accounts: AccountDirectory;
  readonly signIns: SignIns;
  /** Proxies whose `X-Forwarded-For` is trusted: without it, all callers behind a proxy count as one. */
  readonly trustProxy: readonly string[];
}

/** An app, with the lines that let it verify phone numbers. */
export function createApp({ threepid, accounts, signIns, trustProxy }: AppParts): Hono {
  const verification = toFetchHandler(threepid, {
    remoteAddress: (_request, context: Context) => getConnInfo(context).remote.address,
    trustProxy,
  });
  const app = new Hono();
  app.use(async (context, next) => (await verification(context.req.raw, context)) ?? next());

  app.post('/sign-in', async (context) => {
    const { user } = await context.req.json<{ user?: unknown }>();
    if (typeof user !== 'string' || user === '') return context.json({ error: 'user must be a name' }, 400);
    return context.json({ token: signIns.signIn(user) });
  });
  app.get('/account', signedIn(signIns), async (context) =>
    context.json(await accountOf(context.var.userId, accounts)),
  );
  app.post('/account/phone-number', signedIn(signIns), async (context) => {
    const { sid, client_secret: clientSecret } = await context.req.json<Record<string, unknown>>();
    const { userId } = context.var;
    await threepid.addThreePid({ userId, sid: String(sid), clientSecret: String(clientSecret) });
    return context.json(await accountOf(userId, accounts));
  });
  app.onError((error) => {
    // Errors of threepid have a status and a message that are meant for callers of the API.
    if (!(error instanceof MatrixError)) throw error;
    return Response.json({ errcode: error.errcode, error: error.message }, { status: error.status });
  });
  return app;
}

/** A stand-in for the app's own authentication. */
function signedIn(signIns: SignIns) {
  return createMiddleware<{ Variables: { userId: string } }>(async (context, next) => {
    const userId = signIns.userOf(context.req.header('authorization')?.replace(/^Bearer /, ''));
    if (userId === undefined) return context.json({ error: 'Sign in first' }, 401);
    context.set('userId', userId);
    await next();
    return undefined;
  });
}

async function accountOf(userId: string, accounts: AccountDirectory) {
  const threePids = await accounts.threePidsOf(userId);
  return { userId, phoneNumbers: threePids.map(({ address }) => `+${address}`) };
}

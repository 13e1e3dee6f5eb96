import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MatrixError, type Threepid } from '@threepid/core';
import { threepidMiddleware } from '@threepid/express';
import express, { type Express } from 'express';

const pages = fileURLToPath(new URL('../public', import.meta.url));
/** The element's files, as they are in its package. */
const element = dirname(fileURLToPath(import.meta.resolve('@threepid/element')));

/** A server of two plain pages, and of what they do with a verified number. */
export function createApp(threepid: Threepid, trustProxy: readonly string[] = []): Express {
  const app = express();
  app.set('trust proxy', [...trustProxy]);
  app.use(threepidMiddleware(threepid));
  app.use('/threepid-element', express.static(element));
  app.use(express.static(pages));

  app.post('/account/phone-number', express.json(), async (request, response) => {
    const { sid, clientSecret } = request.body as Record<string, unknown>;
    const number = await verifiedNumber(threepid, sid, clientSecret);
    if (number === undefined) response.status(403).json({ error: 'not verified' });
    else response.json({ number });
  });
  app.post('/profile', express.urlencoded(), async (request, response) => {
    const { phone_sid: sid, phone_client_secret: clientSecret } = request.body as Record<string, unknown>;
    const number = await verifiedNumber(threepid, sid, clientSecret);
    response.type('text').send(number === undefined ? 'Not verified' : `Saved ${number}`);
  });
  return app;
}

/** The number that a session verified, once. Your app stores it with the account of the person who is signed in. */
async function verifiedNumber(
  threepid: Threepid,
  sid: unknown,
  clientSecret: unknown,
): Promise<string | undefined> {
  const session = { sid: String(sid), clientSecret: String(clientSecret) };
  try {
    const { address } = await threepid.consumeValidatedThreePid(session);
    return `+${address}`;
  } catch (error) {
    if (error instanceof MatrixError) return undefined;
    throw error;
  }
}

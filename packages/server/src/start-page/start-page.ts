import { randomBytes } from 'node:crypto';
import type { HttpRequest, HttpResponse, Threepid } from '@threepid/core';
import type { Settings } from '../read-settings.js';
import { elementPath, elementScript } from './element-files.js';
import { startPageHtml, startPagePolicy } from './start-page-html.js';

/** The page at `/` of a server in development. */
export type StartPage = Pick<Threepid, 'handle' | 'claims'>;

const methods = ['GET', 'HEAD'];

/** True if the server has the page: where the inbox is on, and anybody may make the page's calls. */
export function hasStartPage({ inbox, v1 }: Pick<Settings, 'inbox' | 'v1'>): boolean {
  return inbox && v1 === 'open';
}

/**
 * Creates the page.
 *
 * @param prefix path before `/_matrix` of the calls; empty if there is none.
 */
export function createStartPage(prefix: string): StartPage {
  return {
    claims: ['/', `${elementPath}*`].map((path) => ({ path, methods })),
    handle: async (request) => {
      const response = request.path === '/' ? page(request, prefix) : await script(request.path);
      return request.method === 'HEAD' && response !== undefined ? { ...response, body: '' } : response;
    },
  };
}

function page({ headers }: HttpRequest, prefix: string): HttpResponse {
  const html = startPageHtml(
    { origin: originOf(headers['host']), prefix },
    randomBytes(9).toString('base64url'),
  );
  return respond('text/html; charset=utf-8', html, { 'content-security-policy': startPagePolicy });
}

/** The origin that the person has opened; without characters that HTML or a shell would read in another way. */
function originOf(host: HttpRequest['headers'][string]): string {
  return typeof host === 'string' && /^[\w.:[\]-]+$/.test(host) ? `http://${host}` : 'http://localhost';
}

async function script(path: string): Promise<HttpResponse | undefined> {
  const text = await elementScript(path);
  // A page of another origin on this machine may load it too.
  const cors = { 'access-control-allow-origin': '*' };
  return text === undefined ? undefined : respond('text/javascript; charset=utf-8', text, cors);
}

/** An answer that no cache keeps: the installed element may be another one after the next start. */
function respond(
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    status: 200,
    headers: {
      'cache-control': 'no-store',
      'content-type': contentType,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body,
  };
}

import assert from 'node:assert/strict';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { statusByErrcode, type HttpRequest, type HttpResponse } from '@threepid/core';
import { createNextLinkRule } from '../../../../packages/core/dist/domain/next-link.js';
import { fuzzedFacts } from './fuzzed-framework.js';

const isAllowedLink = createNextLinkRule(fuzzedFacts.nextLinkHosts);

/** Checks what holds for every answer, whatever was asked. */
export function checkResponse(request: HttpRequest, response: HttpResponse | undefined): void {
  if (response === undefined) {
    assert.ok(!request.path.startsWith('/_matrix/identity/'), 'the identity API is ours');
    return;
  }
  const { status, headers, body } = response;
  assert.ok(Number.isInteger(status) && status >= 200 && status < 500, `status ${status}: ${body}`);
  checkHeaders(headers);
  if (!request.path.includes('/_threepid/'))
    assert.equal(headers['access-control-allow-origin'], '*', 'CORS');
  if (request.method === 'HEAD') assert.equal(body, '', 'no body for HEAD');
  else checkBody(response);
}

function checkHeaders(headers: HttpResponse['headers']): void {
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    assert.equal(name, name.toLowerCase());
  }
  const { location } = headers;
  if (location !== undefined) assert.ok(isAllowedLink(location), `redirects to ${location}`);
}

function checkBody({ status, headers, body }: HttpResponse): void {
  const type = headers['content-type'];
  if (type?.startsWith('text/html') === true) {
    assert.match(headers['content-security-policy'] ?? '', /default-src 'none'/, 'a page that runs nothing');
    return;
  }
  if (body === '') return;
  assert.equal(type, 'application/json');
  const fields = JSON.parse(body) as Readonly<Record<string, unknown>>;
  if (status >= 400 || fields['errcode'] !== undefined) checkError(status, headers, fields);
}

/** A 401 with flows asks for a password, and has no errcode. A delegate is told errors of submitToken with 200. */
function checkError(
  status: number,
  headers: HttpResponse['headers'],
  fields: Readonly<Record<string, unknown>>,
): void {
  const { errcode, error, retry_after_ms: retryAfterMs } = fields;
  if (status === 401 && fields['flows'] !== undefined) return;
  assert.ok(typeof errcode === 'string' && typeof error === 'string', 'a Matrix error');
  if (errcode === 'ORG.EXAMPLE.TEAPOT') return;
  assert.ok(Object.hasOwn(statusByErrcode, errcode), `an errcode that is none: ${errcode}`);
  assert.ok(error.length <= 2_000 && !/\d{7}/.test(error), `an error that quotes: ${error}`);
  if (status !== 429) return;
  assert.ok(Number.isSafeInteger(retryAfterMs) && (retryAfterMs as number) >= 0, 'when to come back');
  assert.match(headers['retry-after'] ?? '', /^[1-9][0-9]*$/);
}

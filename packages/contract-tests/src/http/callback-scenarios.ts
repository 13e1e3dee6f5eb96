import { expect } from 'chai';
import { contractSignature, contractSignatureHeader } from './contract-callback.js';
import type { HttpCall } from './http-call.js';
import { row, type Expectation, type HttpSection } from './http-scenario.js';

const path = '/_threepid/callbacks/contract';
const form = 'application/x-www-form-urlencoded';

/** A call as the provider makes it, signed by what it sends. */
function signed(method: 'GET' | 'POST', query: string, body?: string, type = form): HttpCall {
  const signature = contractSignature({ method, query, body: body ?? '' });
  const target = query === '' ? path : `${path}?${query}`;
  const headers = { [contractSignatureHeader]: signature };
  if (body === undefined) return { method, target, headers };
  return { method, target, headers: { ...headers, 'Content-Type': type }, body };
}

/** An answer to a provider, which no web page may read. */
function answered(status: number, headers: Readonly<Record<string, string>> = {}): Expectation {
  return (answer) => {
    expect(answer.status, answer.body.slice(0, 200)).to.equal(status);
    expect(answer.headers).to.include(headers);
    for (const name of Object.keys(answer.headers)) expect(name).not.to.match(/^access-control-/);
  };
}

const posted = signed('POST', '', 'MessageSid=SM1&To=%2B447400123456&a=&text=%E2%82%AC+b');
const noMethod = answered(405, { allow: 'GET, POST' });

/** The calls by which providers report deliveries: they are signed, so that they must come as they were sent. */
export const callbackSections: readonly HttpSection[] = [
  {
    name: 'callbacks of providers',
    scenarios: [
      row('a form', posted, answered(204, { 'cache-control': 'no-store' })),
      row('a form in chunks', { ...posted, chunked: true }, answered(204)),
      row(
        'JSON with spaces and escapes',
        signed('POST', 'a=b&c=%2F+', '{ "a" :\t"\\u20ac" }\n', 'application/json'),
        answered(204),
      ),
      row('a query alone', signed('GET', 'id=1&a=%2B44+x&b='), answered(204)),
      row('an altered body', { ...posted, body: 'MessageSid=SM2' }, answered(403)),
      row('a body that is too large', signed('POST', '', 'x'.repeat(65_537)), answered(413)),
      row('another method', { method: 'PUT', target: path, body: 'x' }, noMethod),
      row(
        "a browser's preflight",
        {
          method: 'OPTIONS',
          target: path,
          headers: { Origin: 'https://app.example.org', 'Access-Control-Request-Method': 'POST' },
        },
        noMethod,
      ),
    ],
  },
];

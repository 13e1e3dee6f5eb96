import assert from 'node:assert/strict';
import type { HttpRequest, HttpResponse } from '@threepid/core';
import { toAsciiDigits } from '../../../../packages/core/dist/domain/decimal-digits.js';
import { textOf } from '../engine/bytes.js';
import type { FuzzTarget } from '../engine/fuzz-target.js';
import { HeapGrowth } from '../engine/heap-growth.js';
import { checkResponse } from './checked-response.js';
import { FuzzedFramework, fuzzedFacts } from './fuzzed-framework.js';
import { requestSeeds } from './request-seeds.js';
import { requestSeparator } from './request-separator.js';
import { writtenRequest } from './written-request.js';

/** Requests of one input, one after the other: `{sid}`, `{code}` and `{token}` are those of the answers and messages before. */
class Conversation {
  private known: Readonly<Record<string, string>> = {
    '{sid}': 'none',
    '{code}': '000000',
    '{token}': 'none',
  };
  /** The codes that were sent for a session, by its sid. */
  private readonly codes = new Map<string, string[]>();

  constructor(private readonly framework: FuzzedFramework) {}

  async ask(written: string): Promise<void> {
    const { framework } = this;
    const request = writtenRequest(
      Object.entries(this.known).reduce((text, [name, value]) => text.replaceAll(name, value), written),
    );
    const sent = framework.codes.length;
    const response = await framework.threepid.handle(request);
    checkResponse(request, response);
    if (response === undefined || request.method === 'HEAD') return;
    this.learn(response, framework.codes.slice(sent));
    if (isValidation(request, response)) this.checkCode(request);
  }

  private learn(response: HttpResponse, codes: readonly string[]): void {
    const { sid, token } = fieldsOf(response);
    if (typeof sid === 'string') {
      this.codes.set(sid, [...(this.codes.get(sid) ?? this.codes.get('') ?? []), ...codes]);
      this.known = { ...this.known, '{sid}': sid };
    }
    if (codes[0] !== undefined) this.known = { ...this.known, '{code}': codes[0] };
    if (typeof token === 'string') this.known = { ...this.known, '{token}': token };
  }

  /** Nobody validates a session without a code that was sent, or that of the test number. */
  private checkCode({ query, body }: HttpRequest): void {
    const asked = toAsciiDigits(textOfAny(query) + textOfAny(body)).replace(/[^0-9]/g, '');
    const codes = [...this.codes.values()].flat();
    assert.ok(
      [...codes, fuzzedFacts.testNumber.code].some((code) => asked.includes(code)),
      'validated without a code',
    );
  }
}

function textOfAny(value: unknown): string {
  if (value instanceof Uint8Array) return textOfAny(Buffer.from(value).toString());
  if (typeof value === 'string') return value + unescaped(value);
  return value === undefined ? '' : JSON.stringify(value);
}

/** Also what escapes of a form or of JSON stand for. */
function unescaped(text: string): string {
  const ofJson = text.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return ofJson + [...new URLSearchParams(text)].flat().join('');
}

function isValidation({ method, path }: HttpRequest, { status, body, headers }: HttpResponse): boolean {
  if (!path.endsWith('/submitToken')) return false;
  if (method === 'GET')
    return status === 302 || (status === 200 && headers['content-type']?.startsWith('text/html') === true);
  return method === 'POST' && body === '{"success":true}';
}

function fieldsOf({ body, headers }: HttpResponse): Readonly<Record<string, unknown>> {
  if (headers['content-type'] !== 'application/json' || body === '') return {};
  return JSON.parse(body) as Readonly<Record<string, unknown>>;
}

const framework = new FuzzedFramework();
const growth = new HeapGrowth();
let requests = 0;

/** Whole requests, one after the other, to a framework with all that it has. */
const router: FuzzTarget = {
  name: 'router',
  longest: 6_000,
  seeds: requestSeeds,
  dictionary: [
    '{sid}',
    '{code}',
    '{token}',
    requestSeparator,
    'x-body: parsed',
    'x-body: text',
    'x-peer: 10.0.0.1',
    'X-Forwarded-For',
    'application/x-www-form-urlencoded',
    'solved',
    'token-of-alice',
    'the-secret-of-a-delegate',
  ],
  leastRequests: 80_000,
  requests: () => requests,
  run: async (input) => {
    framework.begin();
    const conversation = new Conversation(framework);
    for (const written of textOf(input).split(requestSeparator).slice(0, 8)) {
      requests += 1;
      await conversation.ask(written);
    }
    growth.note(requests);
  },
  close: () => {
    growth.check();
    const { sessions, numbers, allowances } = framework.storage.size;
    assert.ok(
      sessions + numbers + allowances < 2_000,
      `the storage keeps what is over: ${sessions}, ${numbers}, ${allowances}`,
    );
  },
};

export const routerTargets: readonly FuzzTarget[] = [router];

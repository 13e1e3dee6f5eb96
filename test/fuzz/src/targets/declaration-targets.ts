import assert from 'node:assert/strict';
import type { SmsMessage } from '@threepid/core';
import {
  DeclarationError,
  errorsOfDeclaration,
  HttpSmsSender,
  readDeclaration,
  readRecipe,
  recipeNames,
} from '@threepid/sms-http';
import { slownessOf } from '../../../../packages/sms-http/dist/check/pattern-cost.js';
import type { FuzzTarget } from '../engine/fuzz-target.js';
import { lineFields } from './line-fields.js';

const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '739164 "is" <your> & code \u2028\\',
  purpose: 'verify',
  idempotencyKey: 'fuzzed-message',
  code: '739164',
};
const nasty = '{to}"&<%0d\\';

/** A declaration: its errors, or a sender whose requests are well-formed whatever the message has in it. */
const declarations: FuzzTarget = {
  name: 'declarations',
  longest: 6_000,
  share: 2,
  seeds: recipeNames().map((name) => JSON.stringify(readRecipe(name))),
  dictionary: [
    '$case',
    '$number',
    '$boolean',
    '{text}',
    '{to}',
    '{now:iso}',
    '{signature}',
    '{body}',
    '{{',
    '}}',
    'hmac-sha256',
  ],
  run: async (input) => {
    const value = jsonOf(input);
    const errors = errorsOfDeclaration(value);
    for (const error of errors)
      assert.ok(error !== '' && !/[\r\n]/.test(error.slice(0, 20)), 'an error has a place');
    if (errors.length > 0) return;
    const requests: Request[] = [];
    const sender = senderOf(value, (request) => requests.push(request));
    if (sender === undefined) return;
    const result = await sender.send(message);
    assert.ok(['sent', 'refused', 'unavailable', 'rejected-destination'].includes(result.kind));
    for (const request of requests) await checkRequest(request);
  },
};

function jsonOf(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString());
  } catch {
    return undefined;
  }
}

function senderOf(value: unknown, sent: (request: Request) => void): HttpSmsSender | undefined {
  try {
    const declaration = readDeclaration(value);
    const names = Object.entries(declaration.settings).filter(([, { pattern }]) => pattern === undefined);
    const settings = Object.fromEntries(names.map(([name]) => [name, nasty]));
    const fetch: typeof globalThis.fetch = (url, init) => {
      sent(new Request(url, init));
      return Promise.resolve(new Response('{"id":"x"}', { status: 200 }));
    };
    return new HttpSmsSender(declaration, {
      settings,
      baseUrl: 'https://provider.example',
      fetch,
      timeoutMs: 500,
    });
  } catch (error) {
    assert.ok(error instanceof DeclarationError, `another error: ${String(error)}`);
    return undefined;
  }
}

/** JSON is JSON, and nothing of the message changed where the request goes. */
async function checkRequest(request: Request): Promise<void> {
  assert.equal(new URL(request.url).host, 'provider.example');
  const body = await request.text();
  if (request.headers.get('content-type')?.startsWith('application/json') === true && body !== '')
    JSON.parse(body);
}

/** A pattern and a text: one that is found quick is. */
const patterns: FuzzTarget = {
  name: 'patterns',
  longest: 200,
  seeds: [
    '^(\\d+) of (\\d+)$\n1 of 2',
    '(a+)+$\naaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
    '[a-z]{2,5}x?y*\nabcxyyy',
    '(?:ab|c){3}\nababc',
    '(x)\\1\nxx',
    '.*a.*b.*\naaaa',
  ],
  run: (input) => {
    const { lines, rest } = lineFields(input, 1);
    const [source = ''] = lines;
    if (slownessOf(source) !== undefined || !isPattern(source)) return;
    const began = performance.now();
    new RegExp(`^(?:${source})$`, 's').exec(rest.repeat(100).slice(0, 1_000));
    assert.ok(performance.now() - began < 2_000, 'found quick, and is slow');
  },
};

function isPattern(source: string): boolean {
  try {
    return new RegExp(source).source !== '';
  } catch {
    return false;
  }
}

export const declarationTargets: readonly FuzzTarget[] = [declarations, patterns];

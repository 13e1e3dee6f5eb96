import assert from 'node:assert/strict';
import { AltchaChallenge } from '@threepid/challenge-altcha';
import { HcaptchaChallenge } from '@threepid/challenge-hcaptcha';
import { TurnstileChallenge } from '@threepid/challenge-turnstile';
import { leaksOf } from '@threepid/contract-tests';
import { bytesOf } from '../engine/bytes.js';
import type { FuzzTarget } from '../engine/fuzz-target.js';
import { lineFields } from './line-fields.js';

const now = Date.UTC(2026, 10, 29, 12);
const binding = 'binding-of-16-ch';
const [secret, answer] = ['0xSekret-of-the-widget', 'the-token-of-a-client'];
let response: Response | undefined;

const options = {
  siteKey: 'site-key',
  secret,
  hostnames: ['app.example.org'],
  fetch: () => Promise.resolve(response ?? Response.error()),
};
const services = {
  turnstile: new TurnstileChallenge({ ...options, action: 'verify' }),
  hcaptcha: new HcaptchaChallenge(options),
};

/** A status and a body that the service answers: nothing but its own whole verdict counts as solved. */
const verdicts: FuzzTarget = {
  name: 'siteverify',
  seeds: [
    `200\n{"success":true,"hostname":"app.example.org","cdata":"${binding}","action":"verify","challenge_ts":"2026-11-29T11:59:00Z"}`,
    '200\n{"success":false,"error-codes":["invalid-input-response"]}',
    '200\n{"success":false,"error-codes":["invalid-input-secret"]}',
    '400\n{"success":false,"error-codes":["internal-error"]}',
    '500\n<html>',
    '200\n{"success":"true"}',
    '200\n[]',
  ],
  dictionary: ['200', '400', '500', 'success', 'hostname', 'APP.EXAMPLE.ORG', binding, secret],
  run: async (input) => {
    const { lines, rest } = lineFields(input, 1);
    const status = Number(lines[0]);
    if (!(status >= 200 && status <= 599) || [204, 205, 304].includes(status)) return;
    for (const [name, challenge] of Object.entries(services)) {
      response = new Response(bytesOf(rest), { status });
      const isSolved = await solves(challenge);
      if (isSolved)
        assert.ok(isAccepted(status, bytesOf(rest).toString(), name), `${name} solved by ${status} ${rest}`);
    }
  },
};

async function solves(challenge: TurnstileChallenge | HcaptchaChallenge): Promise<boolean> {
  try {
    const verdict = await challenge.check({ answer, binding, now });
    if (verdict.kind === 'solved') {
      assert.ok(verdict.id !== '' && verdict.expiresAt > now, 'it still lasts');
      return true;
    }
    assert.deepEqual(leaksOf(verdict.reason, [secret, answer]), [], 'the reason leaks');
  } catch (error) {
    assert.ok(error instanceof Error && error.name === 'OperatorError', `for the operator: ${String(error)}`);
    assert.deepEqual(leaksOf(error, [secret, answer]), [], 'the error leaks');
  }
  return false;
}

/** What the documentation of both services says, told once more. */
function isAccepted(status: number, body: string, name: string): boolean {
  const fields = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const isForPage = String(fields['hostname']).toLowerCase() === 'app.example.org';
  const isBound = name === 'hcaptcha' || (fields['cdata'] === binding && fields['action'] === 'verify');
  return status === 200 && fields['success'] === true && isForPage && isBound;
}

const altcha = new AltchaChallenge({
  secret: 'a secret of at least thirty-two characters',
  iterations: 1_000,
});
const offer = await altcha.make({ binding, difficulty: 1, now });

/** An answer to a proof of work: JSON that no work was done for is never solved. */
const proofs: FuzzTarget = {
  name: 'altcha-answers',
  seeds: [
    JSON.stringify({
      challenge: { parameters: offer['parameters'], signature: offer['signature'] },
      solution: { counter: -1, derivedKey: '00' },
    }),
    '{"challenge":{"parameters":{},"signature":""},"solution":{}}',
    '[]',
    '{"challenge":{"parameters":{"data":null},"signature":"x"},"solution":{"counter":"1"}}',
  ],
  run: async (input) => {
    const verdict = await altcha.check({ answer: input.toString('base64'), binding, now });
    assert.equal(verdict.kind, 'unsolved', 'solved without work');
  },
};

export const challengeTargets: readonly FuzzTarget[] = [verdicts, proofs];

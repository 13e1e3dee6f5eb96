// An app with the better-auth version that was installed with the packed packages.
import { e164PhoneNumbers, threepidOtp } from '@threepid/better-auth';
import { createThreepid } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { phoneNumber } from 'better-auth/plugins/phone-number';
import assert from 'node:assert/strict';
import { test } from 'node:test';

const origin = 'http://localhost:3000';

test('signs a person up by a code, and tells of a limit in spite of background tasks', async () => {
  const messages = [];
  const sms = {
    name: 'none',
    send: async (message) => (messages.push(message), { kind: 'sent', messageId: '1' }),
  };
  const threepid = createThreepid({
    secret: 'x'.repeat(32),
    storage: new MemorySessionStorage(),
    sms,
    limits: { perNumber: [{ messages: 1, windowMs: 60_000 }] },
  });
  const auth = betterAuth({
    baseURL: origin,
    secret: 'y'.repeat(32),
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    advanced: { backgroundTasks: { handler: () => undefined } },
    plugins: [
      phoneNumber({
        ...threepidOtp(threepid),
        signUpOnVerification: { getTempEmail: (number) => `${number.slice(1)}@phone.invalid` },
      }),
      e164PhoneNumbers(threepid, { country: 'GB' }),
    ],
  });
  const post = (path, body) =>
    auth.handler(
      new Request(`${origin}/api/auth/phone-number/${path}`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
  assert.equal((await post('send-otp', { phoneNumber: '07400 123456' })).status, 200);
  const [code] = /\b\d{6}\b/.exec(messages[0].text);
  assert.equal(
    (await post('reset-password', { phoneNumber: '+447400123456', otp: code, newPassword: 'a new one' }))
      .status,
    400,
  );
  const signedUp = await post('verify', { phoneNumber: '+44 7400 123456', code });
  assert.equal(signedUp.status, 200);
  assert.equal((await signedUp.json()).user.phoneNumber, '+447400123456');
  const limited = await post('send-otp', { phoneNumber: '07400 123456' });
  assert.equal(limited.status, 429);
  assert.notEqual(limited.headers.get('retry-after'), null);
});

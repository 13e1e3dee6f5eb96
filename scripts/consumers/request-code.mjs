// Requests a code from a host as a client does, and checks the answer.
import assert from 'node:assert/strict';

/** @param base the host's URL, without a path. */
export async function requestCode(base) {
  const response = await fetch(`${base}/_matrix/identity/api/v1/validate/msisdn/requestToken`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_secret: 'monkeys_are_GREAT',
      country: 'GB',
      phone_number: '07400123456',
      send_attempt: 1,
    }),
  });
  assert.equal(response.status, 200);
  const { sid, msisdn } = await response.json();
  assert.equal(msisdn, '447400123456');
  assert.match(sid, /^[0-9a-zA-Z.=_-]{1,255}$/);
}

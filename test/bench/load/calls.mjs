// What a person does.
import { randomBytes } from 'node:crypto';
import { personOf } from './people.mjs';

const api = '/_matrix/identity/api/v1';

/** A whole verification: asks for a code, reads the message, submits the code. Resolves with the session. */
export async function verify(connection, inbox, index) {
  const session = await requestToken(connection, inbox, index);
  await submitToken(connection, session);
  return session;
}

/** Resolves with the session and the code that arrived. */
export async function requestToken(connection, inbox, index) {
  const { country, national, msisdn, address } = personOf(index);
  const clientSecret = randomBytes(16).toString('hex');
  const { sid } = await connection.post(`${api}/validate/msisdn/requestToken`, address, {
    client_secret: clientSecret,
    country,
    phone_number: national,
    send_attempt: 1,
  });
  return { sid, clientSecret, msisdn, address, token: await inbox.codeOf(msisdn) };
}

export async function submitToken(connection, { sid, clientSecret, token, address }) {
  const body = { sid, client_secret: clientSecret, token };
  const { success } = await connection.post(`${api}/validate/msisdn/submitToken`, address, body);
  if (success !== true) throw new Error('submitToken: no success');
}

export async function getValidated3pid(connection, { sid, clientSecret, msisdn, address }) {
  const query = `sid=${sid}&client_secret=${clientSecret}`;
  const answer = await connection.get(`${api}/3pid/getValidated3pid?${query}`, address);
  if (answer.address !== msisdn) throw new Error(`getValidated3pid: ${answer.address} for ${msisdn}`);
}

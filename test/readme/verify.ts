import { expect } from 'chai';
import { exampleRequest, post } from '../identity-client.js';
import type { ServerProcess } from '../server-process.js';
import { freePort, Program } from './program.js';

/** The session of a verified number, as the host's own routes take it. */
export interface CheckedSession {
  readonly sid: string;
  readonly clientSecret: string;
}

/** Compiles and runs a page's program, verifies a number with it, and then checks `also`. */
export async function verifyBy(
  source: string,
  also: (url: string, session: CheckedSession) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const port = await freePort();
  const program = new Program(source.replaceAll('3000', String(port)));
  const server = program.run();
  try {
    await server.printed(/http:/m);
    const url = `http://127.0.0.1:${port}`;
    await also(url, await verify(url, server));
  } finally {
    await server.kill();
    program.remove();
  }
}

/** Checks the program's own route: it must get its body unread. */
export async function echoes(url: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const echoed = await fetch(`${url}/echo`, { method: 'POST', headers, body: '{"own":true}' });
  expect(await echoed.json()).to.deep.equal({ own: true });
}

/** Verifies the specification's number with the code that the server prints. */
export async function verify(url: string, server: ServerProcess): Promise<CheckedSession> {
  const { client_secret } = exampleRequest;
  const opened = await post(url, '/validate/msisdn/requestToken', exampleRequest);
  const sid = String(opened.body['sid']);
  const body = { sid, client_secret, token: await server.code() };
  expect((await post(url, '/validate/msisdn/submitToken', body)).body).to.deep.equal({ success: true });
  return { sid, clientSecret: client_secret };
}

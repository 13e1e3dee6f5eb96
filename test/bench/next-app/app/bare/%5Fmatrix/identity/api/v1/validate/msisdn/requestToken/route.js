import { bareOfApp } from '../../../../../../../../../bare/bare-of-app.mjs';

export async function POST(request) {
  const { requestToken } = await bareOfApp();
  const { status, body } = await requestToken(await request.json());
  return globalThis.Response.json(body, { status });
}

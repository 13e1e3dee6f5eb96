import { bareOfApp } from '../../../../../../../../../bare/bare-of-app.mjs';

export async function POST(request) {
  const { submitToken } = await bareOfApp();
  const { status, body } = await submitToken(await request.json());
  return globalThis.Response.json(body, { status });
}

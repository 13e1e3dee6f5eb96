import { bareOfApp } from '../../../../../../../../bare/bare-of-app.mjs';

export async function GET({ nextUrl }) {
  const { getValidated3pid } = await bareOfApp();
  const { status, body } = await getValidated3pid(Object.fromEntries(nextUrl.searchParams));
  return globalThis.Response.json(body, { status });
}

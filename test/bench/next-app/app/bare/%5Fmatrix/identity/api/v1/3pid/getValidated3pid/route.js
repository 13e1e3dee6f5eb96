import { NextResponse } from 'next/server.js';
import { bareOfApp } from '../../../../../../../../bare/bare-of-app.mjs';

export async function GET({ nextUrl }) {
  const { getValidated3pid } = await bareOfApp();
  const { status, body } = await getValidated3pid(Object.fromEntries(nextUrl.searchParams));
  return NextResponse.json(body, { status });
}

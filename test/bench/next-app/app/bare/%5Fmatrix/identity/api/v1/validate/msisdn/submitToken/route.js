import { NextResponse } from 'next/server.js';
import { bareOfApp } from '../../../../../../../../../bare/bare-of-app.mjs';

export async function POST(request) {
  const { submitToken } = await bareOfApp();
  const { status, body } = await submitToken(await request.json());
  return NextResponse.json(body, { status });
}

// A client whose server is a script: it sends nothing, and accepts one code.
import { createThreepidClient } from '@threepid/client';

const code = '123456';
/** So long that a reader sees the steps in between. */
const answerAfterMs = 500;

export const demoClient = createThreepidClient({
  fetch: async (url, { body }) => {
    await new Promise((resolve) => setTimeout(resolve, answerAfterMs));
    const { status, ...answer } = answerTo(url, JSON.parse(body));
    return new Response(JSON.stringify(answer), { status });
  },
});

function answerTo(url, { phone_number: number, token }) {
  if (url.endsWith('/requestToken')) return { status: 200, sid: 'demo', success: true, intl_fmt: number };
  if (token.replace(/\s/g, '') === code) return { status: 200, success: true };
  return { status: 400, errcode: 'M_TOKEN_INCORRECT', error: 'That is not the code' };
}

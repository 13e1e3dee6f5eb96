/** An answer: its status, its headers, and its body read as JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The path below which the identity API v1 lies. */
export const identityV1 = '/_matrix/identity/api/v1';

/** What the specification's own example sends. */
export const exampleRequest = {
  client_secret: 'monkeys_are_GREAT',
  country: 'GB',
  phone_number: '07700900001',
  send_attempt: 1,
} as const;

/** Posts JSON to a call of the identity API v1. */
export async function post(base: string, call: string, body: unknown): Promise<JsonAnswer> {
  const response = await fetch(`${base}${identityV1}${call}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answerOf(response);
}

/** Gets a path, with a query. */
export async function get(
  base: string,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<JsonAnswer> {
  const text = new URLSearchParams(query).toString();
  return answerOf(await fetch(`${base}${path}${text === '' ? '' : `?${text}`}`));
}

async function answerOf(response: Response): Promise<JsonAnswer> {
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status: response.status, headers: response.headers, body };
}

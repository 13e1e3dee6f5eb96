/** A request, written to the socket exactly as it is. */
export interface HttpCall {
  /** Default: GET. */
  readonly method?: string;
  /** The part after the host's base URL, with the query. Sent unchanged, as Latin-1. */
  readonly target: string;
  /** `absolute` writes the whole URL into the request line (RFC 9112, section 3.2.2). Default: `origin`. */
  readonly form?: 'origin' | 'absolute';
  /** Headers besides `Host`, `Connection` and the framing of the body. A list is sent as several lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Text is sent as UTF-8. */
  readonly body?: string | Uint8Array;
  /** Sends the body in chunks, without a `Content-Length`. */
  readonly chunked?: boolean;
  /** True if the connection stays open after the answer. Default: false. */
  readonly keepAlive?: boolean;
}

const chunkBytes = 16_384;

/** Writes a request to `baseUrl` as bytes. */
export function encodeCall(call: HttpCall, baseUrl: string): Buffer {
  const { host, pathname } = new URL(baseUrl);
  const path = pathname.replace(/\/$/, '') + call.target;
  const target = call.form === 'absolute' ? `http://${host}${path}` : path;
  const body = typeof call.body === 'string' ? Buffer.from(call.body) : Buffer.from(call.body ?? []);
  const lines = [
    `${call.method ?? 'GET'} ${target} HTTP/1.1`,
    `Host: ${host}`,
    `Connection: ${call.keepAlive === true ? 'keep-alive' : 'close'}`,
    ...headerLines(call.headers ?? {}),
    ...framing(call, body),
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return Buffer.concat([head, call.chunked === true ? inChunks(body) : body]);
}

function headerLines(headers: NonNullable<HttpCall['headers']>): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => `${name}: ${one}`),
  );
}

function framing({ body, chunked }: HttpCall, bytes: Buffer): readonly string[] {
  if (chunked === true) return ['Transfer-Encoding: chunked'];
  return body === undefined ? [] : [`Content-Length: ${bytes.byteLength}`];
}

function inChunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let start = 0; start < body.byteLength; start += chunkBytes) {
    const chunk = body.subarray(start, start + chunkBytes);
    parts.push(Buffer.from(`${chunk.byteLength.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

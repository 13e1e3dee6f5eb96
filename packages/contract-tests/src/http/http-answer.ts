/** An answer, as it came over the socket. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; lines of one name are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const headEnd = Buffer.from('\r\n\r\n');

/**
 * Parses the answers to `methods` from the bytes of a connection, without 1xx answers.
 *
 * @param methods of the requests that were sent, in their order: an answer to HEAD has no body.
 */
export function decodeAnswers(bytes: Buffer, methods: readonly string[]): readonly HttpAnswer[] {
  const answers: HttpAnswer[] = [];
  let rest = bytes;
  while (rest.byteLength > 0) {
    const { answer, size } = decodeAnswer(rest, methods[answers.length] ?? 'GET');
    if (answer.status >= 200) answers.push(answer);
    rest = rest.subarray(size);
  }
  return answers;
}

function decodeAnswer(bytes: Buffer, method: string): { readonly answer: HttpAnswer; readonly size: number } {
  const end = bytes.indexOf(headEnd);
  if (end === -1) throw new Error(`no answer, but: ${bytes.toString('latin1').slice(0, 200)}`);
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]);
  if (Number.isNaN(status)) throw new Error(`no status line, but: ${statusLine}`);
  const headers = decodeHeaders(lines);
  const start = end + headEnd.byteLength;
  const body = decodeBody(bytes.subarray(start), status, method, headers);
  return { answer: { status, headers, body: body.text }, size: start + body.size };
}

function decodeHeaders(lines: readonly string[]): Readonly<Record<string, string>> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(headers);
}

interface Body {
  readonly text: string;
  readonly size: number;
}

function decodeBody(
  bytes: Buffer,
  status: number,
  method: string,
  headers: Readonly<Record<string, string>>,
): Body {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { text: '', size: 0 };
  if (headers['transfer-encoding'] === 'chunked') return decodeChunks(bytes);
  const size = headers['content-length'] === undefined ? bytes.byteLength : Number(headers['content-length']);
  if (bytes.byteLength < size) throw new Error('the answer was cut short');
  return { text: bytes.toString('utf8', 0, size), size };
}

function decodeChunks(bytes: Buffer): Body {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (lineEnd === -1 || Number.isNaN(size)) throw new Error('the answer was cut short');
    if (size === 0) return { text: Buffer.concat(chunks).toString('utf8'), size: lineEnd + 4 };
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

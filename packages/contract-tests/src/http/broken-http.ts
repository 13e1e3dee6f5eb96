/** Bytes that are not HTTP, or not all of a request: the parser refuses them before any framework sees them. */
export interface BrokenHttp {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const path = '/_matrix/identity/versions';

function written(name: string, ...lines: readonly string[]): BrokenHttp {
  return { name, bytes: Buffer.from(lines.join('\r\n'), 'latin1') };
}

/** Each is complete, so that no server waits for the rest of it. */
export const brokenHttp: readonly BrokenHttp[] = [
  written('rubbish', 'rubbish', '', ''),
  written('a method in small letters', `get ${path} HTTP/1.1`, 'Host: x', 'Connection: close', '', ''),
  written('a method that is none', `FETCH ${path} HTTP/1.1`, 'Host: x', 'Connection: close', '', ''),
  written('a target with a space', '/GET /_matrix/identity/ver sions HTTP/1.1', 'Host: x', '', ''),
  written('a target with a NUL', `GET ${path}\0 HTTP/1.1`, 'Host: x', '', ''),
  written('a target in Latin-1', `GET ${path}\u00e9 HTTP/1.1`, 'Host: x', '', ''),
  written('a target without a slash', 'GET versions HTTP/1.1', 'Host: x', '', ''),
  written('HTTP/3.0', `GET ${path} HTTP/3.0`, 'Host: x', '', ''),
  written('no Host', `GET ${path} HTTP/1.1`, 'Connection: close', '', ''),
  written('a header without a colon', `GET ${path} HTTP/1.1`, 'Host: x', 'Header', '', ''),
  written('a header name with a space', `GET ${path} HTTP/1.1`, 'Host: x', 'A header: x', '', ''),
  written('a header value with a NUL', `GET ${path} HTTP/1.1`, 'Host: x', 'A: \0', '', ''),
  written('a content length that is none', `POST ${path} HTTP/1.1`, 'Host: x', 'Content-Length: x', '', ''),
  written('a content length below zero', `POST ${path} HTTP/1.1`, 'Host: x', 'Content-Length: -1', '', ''),
  written(
    'a content length beyond all bounds',
    `POST ${path} HTTP/1.1`,
    'Host: x',
    `Content-Length: ${'9'.repeat(30)}`,
    '',
    '',
  ),
  written(
    'two content lengths',
    `POST ${path} HTTP/1.1`,
    'Host: x',
    'Content-Length: 1',
    'Content-Length: 2',
    '',
    'ab',
  ),
  written(
    'a content length and chunks',
    `POST ${path} HTTP/1.1`,
    'Host: x',
    'Content-Length: 1',
    'Transfer-Encoding: chunked',
    '',
    '0',
    '',
    '',
  ),
  written(
    'a transfer encoding that nobody knows',
    `POST ${path} HTTP/1.1`,
    'Host: x',
    'Transfer-Encoding: rot13',
    '',
    'x',
  ),
  written(
    'a chunk size that is none',
    `POST ${path} HTTP/1.1`,
    'Host: x',
    'Transfer-Encoding: chunked',
    '',
    'zz',
    'x',
    '0',
    '',
    '',
  ),
  written('headers of 64 KiB', `GET ${path} HTTP/1.1`, 'Host: x', `A: ${'x'.repeat(65_536)}`, '', ''),
  written('a TLS greeting', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'),
  written('CONNECT', 'CONNECT example.org:443 HTTP/1.1', 'Host: x', 'Connection: close', '', ''),
];

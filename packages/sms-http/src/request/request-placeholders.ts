import { createHash } from 'node:crypto';
import type { Values } from '../template/compile-template.js';
import type { HashName } from './sign.js';

/** What is known of a request before its headers. */
export interface RequestLine {
  readonly method: string;
  readonly url: URL;
  /** Empty if there is none. */
  readonly body: string;
}

const hashes: readonly HashName[] = ['md5', 'sha1', 'sha256', 'sha512'];

/** Placeholders of the request itself. */
export const requestPlaceholders: Readonly<Record<string, (line: RequestLine) => string>> = {
  method: ({ method }) => method,
  host: ({ url }) => url.host,
  path: ({ url }) => url.pathname,
  target: ({ url }) => url.pathname + url.search,
  url: ({ url }) => url.href,
  body: ({ body }) => body,
  ...Object.fromEntries(
    hashes.flatMap((hash) =>
      (['base64', 'hex'] as const).map((output) => [
        `bodyHash:${hash}-${output}`,
        ({ body }: RequestLine) => createHash(hash).update(body).digest(output),
      ]),
    ),
  ),
};

/** The values of a message or a report, and those of the request. */
export function withRequest(values: Values, line: RequestLine): Values {
  return (name) =>
    Object.hasOwn(requestPlaceholders, name) ? requestPlaceholders[name]?.(line) : values(name);
}

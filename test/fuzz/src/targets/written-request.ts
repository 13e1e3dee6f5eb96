import { addressLost, bodyTooLarge, splitTarget, type HttpRequest } from '@threepid/core';
import { bytesOf } from '../engine/bytes.js';
import { utf8 } from './line-fields.js';

type Headers = Record<string, string | string[]>;

/**
 * Reads a request as it is written in HTTP, whatever is wrong with it. Headers of its own say what HTTP can't: `x-peer` is the
 * caller's address, and `x-body` how the host hands the body over.
 */
export function writtenRequest(text: string): HttpRequest {
  const [head, body] = inTwo(text, /\r?\n\r?\n/);
  const [line = '', ...lines] = head.split(/\r?\n/);
  const [method, target = ''] = inTwo(line, / /);
  const { 'x-peer': peer, 'x-body': form, ...headers } = headersOf(lines);
  return {
    method,
    ...splitTarget(target.replace(/ HTTP\/[\d.]*$/, '')),
    headers,
    body: bodyOf(body, String(form)),
    remoteAddress: peer === 'lost' ? addressLost : peer === 'none' ? undefined : String(peer ?? '192.0.2.1'),
  };
}

/** A header that comes twice is a list, as some hosts hand it over. */
function headersOf(lines: readonly string[]): Headers {
  const headers: Headers = Object.create(null) as Headers;
  for (const line of lines) {
    const [name, value = ''] = inTwo(line, /:[ \t]*/);
    const before = headers[name.toLowerCase()];
    headers[name.toLowerCase()] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}

function bodyOf(body: string | undefined, form: string): unknown {
  if (body === undefined || form === 'none') return undefined;
  if (form === 'large') return bodyTooLarge;
  if (form === 'text') return utf8(body);
  return form === 'parsed' ? parsedOr(utf8(body)) : bytesOf(body);
}

/** As a host's own parser hands it over. */
function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}

function inTwo(text: string, separator: RegExp): readonly [before: string, after: string | undefined] {
  const found = separator.exec(text);
  if (found === null) return [text, undefined];
  return [text.slice(0, found.index), text.slice(found.index + found[0].length)];
}

import { OperatorError } from '../../errors/operator-error.js';
import type { HttpRequest } from './http-request.js';
import { assertSize, isForm } from './parse-body.js';

/**
 * The text of a body, which signatures cover. A form that the host has parsed already is written again, with the same names
 * and values; their escapes, and so a signature over the text itself, may differ.
 *
 * @throws MatrixError `M_TOO_LARGE`.
 * @throws OperatorError if the host has parsed a body that can't be written again as it was.
 */
export function bodyTextOf({ body, headers }: Pick<HttpRequest, 'body' | 'headers'>): string {
  assertSize(body, headers);
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array)
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  const form = isForm(headers) ? formTextOf(body) : undefined;
  if (form === undefined)
    throw new OperatorError('signatures cover the body as it came: mount threepid before your body parser');
  return form;
}

/** Undefined for values that are no texts, which some parsers make of names with brackets. */
function formTextOf(fields: object): string | undefined {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries<unknown>({ ...fields })) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one !== 'string') return undefined;
      form.append(name, one);
    }
  }
  return form.toString();
}

import { MatrixError } from '../errors/matrix-error.js';

/**
 * The form of a sid and of a client secret: `[0-9a-zA-Z.=_-]{1,255}`.
 * Source: Matrix identity service API, `definitions/sid.yaml` and `request_msisdn_validation.yaml`.
 */
export const opaqueIdentifier = /^[0-9a-zA-Z.=_-]{1,255}$/;

/**
 * For calls of use cases that don't go through a DTO.
 *
 * @throws MatrixError `M_INVALID_PARAM` that names the field.
 */
export function assertOpaqueIdentifiers(fields: Readonly<Record<string, unknown>>): void {
  const wrong = Object.keys(fields).filter((name) => !isOpaqueIdentifier(fields[name]));
  if (wrong.length === 0) return;
  throw new MatrixError(
    'M_INVALID_PARAM',
    `${wrong.join(', ')} must be 1 to 255 characters of 0-9 a-z A-Z . = _ -`,
  );
}

/** Hosts pass values of a body on, whose types only the compiler has checked. */
function isOpaqueIdentifier(value: unknown): boolean {
  return typeof value === 'string' && opaqueIdentifier.test(value);
}

import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { MatrixError } from '../errors/matrix-error.js';

/** Stands for an object or a deeper array where a plain value is wanted, so that no rule takes it. */
const notPlain = Object.freeze({});

/**
 * Makes a request of the fields that came in. A field that is null counts as missing; fields that the class doesn't
 * know are dropped.
 *
 * @throws MatrixError `M_MISSING_PARAMS` for what is missing, `M_INVALID_PARAM` for what is wrong: each names the fields
 *   and what they must be, and none of the values.
 */
export function parseDto<T extends object>(type: new () => T, fields: Readonly<Record<string, unknown>>): T {
  const dto = plainToInstance(type, plainFields(fields, namesOf(type)));
  const errors = validateSync(dto, {
    whitelist: true,
    forbidUnknownValues: false,
    stopAtFirstError: true,
    validationError: { target: false, value: true },
  });
  if (errors.length > 0) throw matrixError(errors);
  return dto;
}

/** The fields that the class knows. */
function namesOf(type: new () => object): ReadonlySet<string> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return new Set(rules.map(({ propertyName }) => propertyName));
}

/**
 * Copies the known fields one level deep: what is nested deeper is never walked, and thousands of unknown fields cost
 * nothing. Those of a prototype are none.
 */
function plainFields(
  fields: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): Record<string, unknown> {
  const given = Object.keys(fields).filter((name) => names.has(name) && fields[name] !== null);
  return Object.fromEntries(given.map((name) => [name, plainValue(fields[name])]));
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => (isPlain(item) ? item : notPlain));
  return isPlain(value) ? value : notPlain;
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function matrixError(errors: readonly ValidationError[]): MatrixError {
  const missing = errors.filter(({ value }) => value === undefined);
  if (missing.length > 0) {
    return new MatrixError(
      'M_MISSING_PARAMS',
      `Missing: ${missing.map(({ property }) => property).join(', ')}`,
    );
  }
  return new MatrixError(
    'M_INVALID_PARAM',
    errors.flatMap((error) => Object.values(error.constraints ?? {})).join('; '),
  );
}

import { plainToInstance } from 'class-transformer';
import { Validator, type ValidationError } from './class-validator.js';
import { MatrixError } from '../errors/matrix-error.js';
import { rulesOf } from './validation-rules.js';

/** Replaces an object or a nested array where a plain value is expected, so that every rule rejects it. */
const notPlain = Object.freeze({});

/**
 * Creates a DTO from the fields of a request. Null counts as missing; unknown fields are dropped.
 *
 * @throws MatrixError `M_MISSING_PARAMS` for missing fields, `M_INVALID_PARAM` for invalid ones. Both name the fields
 * and their rules, and never contain the values.
 */
export function parseDto<T extends object>(type: new () => T, fields: Readonly<Record<string, unknown>>): T {
  const rules = rulesOf(type);
  const plain = plainFields(fields, rules.fields);
  const asGiven = Object.assign(new type(), plain);
  if (rules.hold(asGiven)) return asGiven;
  // Transformations change only values that break a rule as they are. class-transformer walks every value, and takes
  // longer than everything else here.
  const dto = plainToInstance(type, plain);
  if (rules.hold(dto)) return dto;
  const errors = new Validator().validateSync(dto, { stopAtFirstError: true });
  if (errors.length > 0) throw matrixError(errors);
  return dto;
}

/**
 * Copies the known fields one level deep. Deeper values are never walked, and thousands of unknown fields cost nothing.
 * Fields of a prototype don't count.
 */
function plainFields(
  fields: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value !== null && names.has(name)) plain[name] = plainValue(value);
  }
  return plain;
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => (isPlain(item) ? item : notPlain));
  return isPlain(value) ? value : notPlain;
}

/** Null in a list is no value either. */
function isPlain(value: unknown): boolean {
  return typeof value !== 'object';
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

import { Transform } from 'class-transformer';
import { IsInt, IsString, Length, Matches, Max, Min } from './class-validator.js';
import { opaqueIdentifier } from '../domain/opaque-identifier.js';

/** Combines several decorators. */
function all(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}

/** `[0-9a-zA-Z.=_-]{1,255}`: a sid or a client secret. */
export const IsOpaqueIdentifier = (): PropertyDecorator =>
  all(Matches(opaqueIdentifier, { message: '$property must be 1 to 255 characters of 0-9 a-z A-Z . = _ -' }));

/** A string of at least one and at most `longest` UTF-16 units. */
export const IsText = (longest: number): PropertyDecorator =>
  all(IsString(), Length(1, longest, { message: `$property must be 1 to ${String(longest)} characters` }));

/** A string of at most `longest` UTF-16 units; it may be empty. */
export const IsShortText = (longest: number): PropertyDecorator =>
  all(IsString(), Length(0, longest, { message: `$property must be at most ${String(longest)} characters` }));

/**
 * A whole number from 0 to 2^53 - 1; matrix-js-sdk and forms send it as a string of digits. As every transformation, this
 * one leaves values alone that keep the rules: `parseDto` transforms only the others.
 */
export const IsSendAttempt = (): PropertyDecorator =>
  all(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^[0-9]{1,16}$/.test(value) ? Number(value) : value,
    ),
    IsInt({ message: '$property must be a whole number' }),
    Min(0, { message: '$property must not be negative' }),
    Max(Number.MAX_SAFE_INTEGER, { message: '$property is too large' }),
  );

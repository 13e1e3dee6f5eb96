import { errorsOfOption, type ThreepidOptions } from '@threepid/core';

/**
 * Reads a setting by `parse`, and has the core check the option that it becomes: so its rules are written down once.
 *
 * @param toOption the option's value; undefined: nothing is checked.
 */
export function checkedByCore<T, Name extends keyof ThreepidOptions>(
  parse: (text: string) => T,
  option: Name,
  toOption: (value: T) => ThreepidOptions[Name] | undefined,
): (text: string) => T {
  return (text) => {
    const value = parse(text);
    const given = toOption(value);
    const errors = given === undefined ? [] : errorsOfOption(option, given);
    if (errors.length > 0) throw new TypeError(errors.join('; '));
    return value;
  };
}

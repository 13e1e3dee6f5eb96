import { ConsoleSmsSender, createThreepid, type ThreepidOptions } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';

/**
 * Reads a setting by `parse`, and lets the core judge the option that it makes. So the core's own words come with the
 * setting's name, beside all other faults, and its rules are written down once.
 */
export function judgedByCore<T>(
  parse: (text: string) => T,
  option: (value: T) => Partial<ThreepidOptions>,
): (text: string) => T {
  return (text) => {
    const value = parse(text);
    try {
      createThreepid({
        secret: 'keys nothing: this framework answers no request',
        storage: new MemorySessionStorage({ maxSessions: 1 }),
        sms: new ConsoleSmsSender(),
        ...option(value),
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new TypeError(message.replace(/^threepid: /, ''), { cause: error });
    }
    return value;
  };
}

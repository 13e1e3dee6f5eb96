import { ConsoleSmsSender } from '@threepid/core';

/** Prints messages on standard error: the server's standard output is its log. */
export function consoleSender(): ConsoleSmsSender {
  return new ConsoleSmsSender((text) => void process.stderr.write(text));
}

/** Error of a command line that can't be understood. The message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

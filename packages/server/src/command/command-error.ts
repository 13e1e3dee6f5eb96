/** Error of a command that can't be done as things are. The message says what to change. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

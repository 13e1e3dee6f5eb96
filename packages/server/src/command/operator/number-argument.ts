import { UsageError } from '../usage-error.js';

/**
 * The number of an argument; `-` reads it from standard input, so that it stays out of the shell's history.
 *
 * @throws UsageError if standard input has none.
 */
export async function numberOf(
  argument: string,
  input: AsyncIterable<string | Buffer> = process.stdin,
): Promise<string> {
  if (argument !== '-') return argument;
  let text = '';
  for await (const chunk of input) text += chunk.toString();
  const number = text.trim();
  if (number === '')
    throw new UsageError('NUMBER is -, but standard input has none: write it there, such as +447400123456');
  return number;
}

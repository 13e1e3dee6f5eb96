// The command lines of the commands that take options: they answer `--help`, and an error in them is one line.
import { parseArgs } from 'node:util';

/**
 * Reads the command line of this process. With `--help`, prints the help and ends the process; with anything that it can't
 * take, prints what is wrong and ends it with exit code 1.
 *
 * @param help the text of `--help`.
 * @param options as `parseArgs` has them; `isNumber: true` beside a text wants digits alone.
 * @returns the values of the options, and the names that stand beside them.
 */
export function readCommandLine(help, options) {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { ...options, help: { type: 'boolean', default: false } },
    });
    if (values.help) end(console.log, help, 0);
    checkNumbers(values, options);
    return { values, names: positionals };
  } catch (error) {
    return end(console.error, `threepid: ${firstSentence(error.message)}; --help lists the options`, 1);
  }
}

function checkNumbers(values, options) {
  for (const [name, value] of Object.entries(values))
    if (options[name]?.isNumber && !/^\d+$/.test(value)) throw new Error(`--${name} takes a whole number`);
}

/** Node's errors go on with how such a word could be passed after all. */
function firstSentence(message) {
  return message.split(/\.(?:\s|$)/)[0];
}

function end(print, text, exitCode) {
  print(text);
  process.exit(exitCode);
}

// The options of a bench, as given on the command line.
import { parseArgs } from 'node:util';

/**
 * Reads the options. `--help` prints the help and ends the process, and so does an option that isn't known.
 *
 * @param help the text of `--help`.
 * @param known the other options, as for `parseArgs`.
 */
export function benchOptions(help, known = {}) {
  const { help: wantsHelp, ...options } = valuesOf(help, known);
  if (!wantsHelp) return options;
  console.log(help);
  return process.exit();
}

function valuesOf(help, known) {
  try {
    return parseArgs({ options: { ...known, help: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${help}`);
    return process.exit(1);
  }
}

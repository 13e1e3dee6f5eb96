import { wrapped } from '../wrapped.js';
import { commonOptions, type CommandOptions, type Verb } from './verb.js';

/** The text of `threepid help VERB`. */
export function helpOfVerb(verb: Verb): string {
  return [
    `Usage: ${['threepid', verb.name, ...verb.arguments, '[OPTIONS]'].join(' ')}`,
    '',
    ...wrapped(verb.summary),
    ...verb.details.flatMap((paragraph) => ['', ...wrapped(paragraph)]),
    '',
    'Options:',
    ...optionLines({ ...verb.options, ...commonOptions }),
  ].join('\n');
}

/** Lines about options, for a person. */
export function optionLines(options: CommandOptions): readonly string[] {
  return Object.entries(options).flatMap(([name, { short, value, help }]) => {
    const names = [...(short === undefined ? [] : [`-${short}`]), `--${name}`].join(', ');
    return [`  ${names}${value === undefined ? '' : ` ${value}`}`, ...wrapped(help, '      ')];
  });
}

import { print } from '../print.js';
import { verbNamed } from './read-command.js';
import type { Verb } from './verb.js';

/**
 * Shows the help, or that of a verb.
 *
 * @param verbs all verbs, this one included.
 */
export function helpVerb(verbs: () => readonly Verb[]): Verb {
  return {
    name: 'help',
    summary: 'Shows this, or the help of one verb with its options.',
    details: [],
    arguments: ['[VERB]'],
    options: {},
    run: async ({ arguments: [name] }) => {
      print(name === undefined ? await helpOfAll(verbs()) : await helpOf(verbNamed(name, verbs())));
      return 0;
    },
  };
}

async function helpOf(verb: Verb): Promise<string> {
  const { helpOfVerb } = await import('./help-of-verb.js');
  return helpOfVerb(verb);
}

async function helpOfAll(verbs: readonly Verb[]): Promise<string> {
  const [{ help }, { version }] = await Promise.all([import('../help.js'), import('../version.js')]);
  return help(version(), undefined, process.env, verbs);
}

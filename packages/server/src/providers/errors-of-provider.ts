import { pino } from 'pino';
import type { ProviderDefinition } from './provider-definition.js';

const silent = pino({ level: 'silent' });

/**
 * Errors of a provider's settings by the rules of its sender, each by its variable. Each group of settings is checked by
 * itself, the others being valid, so that all errors are reported at once. A group in which a value is missing, since it
 * couldn't be read, is not checked.
 */
export async function errorsOfProvider<V extends object>(
  definition: ProviderDefinition<V>,
  values: Partial<V>,
): Promise<readonly string[]> {
  const groups = definition.checks.filter((group) => group.every((option) => Object.hasOwn(values, option)));
  const errors = groups.map(async (group) => {
    const checked = Object.fromEntries(group.map((option) => [option, values[option]]));
    const reason = await reasonAgainst(definition, { ...definition.valid, ...checked });
    return reason === undefined ? [] : [inVariables(reason, variablesOf(definition, group))];
  });
  return (await Promise.all(errors)).flat();
}

/** The sender's error for these options. Undefined if it accepts them. */
async function reasonAgainst<V>(
  { open }: ProviderDefinition<V>,
  values: NoInfer<V>,
): Promise<string | undefined> {
  try {
    const provider = await open(values, silent);
    await provider.close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface Variable {
  readonly option: string;
  readonly variable: string;
}

function variablesOf<V>(
  { settings }: ProviderDefinition<V>,
  group: readonly (keyof V & string)[],
): readonly Variable[] {
  return group.map((option) => ({ option, variable: settings[option].name }));
}

/** A sender's error message, with variables instead of its options: `VARIABLE: must be ...`. */
function inVariables(reason: string, variables: readonly Variable[]): string {
  const text = variables.reduce(
    (words, { option, variable }) =>
      words.replace(new RegExp(`(?:byCountry\\.[A-Z]{2}\\.)?\\b${option}\\b`, 'g'), variable),
    reason.replace(/^[a-z]+: /, ''),
  );
  const [first] = variables;
  const subject = variables.find(({ variable }) => text.startsWith(`${variable} `)) ?? first;
  const prefix = `${subject?.variable ?? ''} `;
  return `${prefix.trim()}: ${text.startsWith(prefix) ? text.slice(prefix.length) : text}`;
}

import { closestName } from '@threepid/core';
import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.js';
import {
  commonOptions,
  type CommandOption,
  type CommandOptions,
  type GivenArguments,
  type Verb,
} from './verb.js';

/** A command line: its verb, and what it got. */
export interface Command {
  readonly verb: Verb;
  readonly given: GivenArguments;
}

/** At least the verb of a command line that names none. */
export type Verbs = readonly [Verb, ...Verb[]];

/**
 * Reads a command line. The verb is its first argument. Options may stand anywhere; those of the verb alone, behind it.
 *
 * @param verbs the first is meant if none is named.
 * @throws UsageError that names what was probably meant.
 */
export function readCommand(args: readonly string[], verbs: Verbs): Command {
  const named = tokensOf(args, commonOptions).find(isArgument);
  const verb = named === undefined ? verbs[0] : verbNamed(named.value, verbs);
  const rest = args.filter((_, place) => place !== named?.index);
  return { verb, given: givenTo(verb, rest) };
}

type Token = ReturnType<typeof tokensOf>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;

function tokensOf(args: readonly string[], options: CommandOptions) {
  const types = Object.entries(options).map(([name, { value, short }]) => {
    const type = value === undefined ? ('boolean' as const) : ('string' as const);
    return [name, { type, ...(short === undefined ? {} : { short }) }] as const;
  });
  // Not strict: its errors name nothing that was meant.
  return parseArgs({ args: [...args], options: Object.fromEntries(types), strict: false, tokens: true })
    .tokens;
}

function isArgument(token: Token): token is Extract<Token, { kind: 'positional' }> {
  return token.kind === 'positional';
}

/** The verb of this name. */
export function verbNamed(name: string, verbs: readonly Verb[]): Verb {
  const verb = verbs.find((one) => one.name === name);
  if (verb !== undefined) return verb;
  const names = verbs.map((one) => one.name);
  throw new UsageError(`${name}: no such verb; ${meant(name, names, (one) => one)}`);
}

function givenTo(verb: Verb, args: readonly string[]): GivenArguments {
  const options = { ...commonOptions, ...verb.options };
  const tokens = tokensOf(args, options);
  const flags = new Set<string>();
  const values = new Map<string, readonly string[]>();
  for (const token of tokens.filter(({ kind }) => kind === 'option') as readonly OptionToken[]) {
    const value = valueOf(token, options);
    if (value === undefined) flags.add(token.name);
    else values.set(token.name, [...(values.get(token.name) ?? []), value]);
  }
  const given = tokens.filter(isArgument).map(({ value }) => value);
  if (!flags.has('help')) checkArguments(verb, given);
  return { arguments: given, flags, values };
}

/** Its value, checked. Undefined for an option that takes none. */
function valueOf(
  { name, rawName, value, inlineValue }: OptionToken,
  options: CommandOptions,
): string | undefined {
  const option: CommandOption | undefined = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined)
    throw new UsageError(
      `${rawName}: no such option; ${meant(name, Object.keys(options), (one) => `--${one}`)}`,
    );
  if (option.value === undefined) {
    if (value === undefined) return undefined;
    throw new UsageError(`${rawName}: takes no value`);
  }
  // Else the option behind it would be its value.
  if (value === undefined || (!inlineValue && /^-./.test(value)))
    throw new UsageError(`${rawName}: needs a value: write ${rawName} ${option.value}`);
  return value;
}

/** Doesn't repeat an argument: it may be somebody's number. */
function checkArguments(verb: Verb, given: readonly string[]): void {
  const missing = verb.arguments.slice(given.length).find((name) => !name.startsWith('['));
  const usage = `threepid help ${verb.name} shows how to write it`;
  if (missing !== undefined) throw new UsageError(`${verb.name}: ${missing} is missing; ${usage}`);
  if (given.length > verb.arguments.length) {
    const most = verb.arguments.length === 0 ? 'no argument' : verb.arguments.join(' ');
    throw new UsageError(`${verb.name}: takes ${most}, not ${given.length}; ${usage}`);
  }
}

function meant(name: string, names: readonly string[], shown: (name: string) => string): string {
  const closest = closestName(name, names);
  return closest === undefined ? 'try --help' : `did you mean ${shown(closest)}?`;
}

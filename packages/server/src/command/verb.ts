/** An option of the command line, such as `--json` or `--env-file FILE`. */
export interface CommandOption {
  /** Its text in the help. */
  readonly help: string;
  /** The name of its value in the help, such as `FILE`. Default: it takes no value. */
  readonly value?: string;
  /** A letter that means the same, such as `h`. */
  readonly short?: string;
}

/** Options, by their names without dashes. */
export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** The arguments and options that a verb got. They fit its definition. */
export interface GivenArguments {
  readonly arguments: readonly string[];
  /** Names of the options without a value that are there. */
  readonly flags: ReadonlySet<string>;
  /** The values of the other options, in their order. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** A verb of the command line, such as `stats` in `threepid stats --json`. */
export interface Verb {
  readonly name: string;
  /** A few words for the list in `--help`. */
  readonly summary: string;
  /** Paragraphs for `threepid help VERB`. */
  readonly details: readonly string[];
  /** Names of its arguments, such as `NUMBER`, or `[NUMBER]` if it may be left out. */
  readonly arguments: readonly string[];
  /** Its own options. Every verb takes `commonOptions` too. */
  readonly options: CommandOptions;
  /**
   * Does it. Imports what it needs when it runs, so that no other verb waits for that.
   *
   * @returns the exit code: 0, or 1 if it failed. Undefined: the process goes on.
   */
  readonly run: (given: GivenArguments) => Promise<number | undefined>;
}

/** Options of every verb. */
export const commonOptions: CommandOptions = {
  'env-file': {
    value: 'FILE',
    help: 'Reads variables from a file, such as .env. A variable that is set already stays; of several files, the last one counts.',
  },
  help: { short: 'h', help: 'Shows the help: of all, or of the verb that is named.' },
  version: { help: 'Shows the version.' },
};

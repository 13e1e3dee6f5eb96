import { createKeyring } from '../domain/keyring.js';
import type { Logger } from '../ports/logger.js';
import type { ThreepidOptions } from '../threepid-options.js';
import { isListOf, isTakenBy, kindOf, type OptionCheck } from './option-check.js';

/** 24 random bytes make 32 characters. */
const shortest = 32;

const hint = "give what `openssl rand -base64 48` prints, such as by process.env['THREEPID_SECRET']";

/** Secrets that our documentation has shown, so everybody knows them. Without white space around them. */
const published: readonly string[] = ['at least 32 random characters, kept to yourself', '...'];

/** A check of one secret. */
export const isSecret: OptionCheck<string> = (value, path) => {
  if (typeof value !== 'string') return [`${path} must be a string, not ${kindOf(value)}; ${hint}`];
  if (value.trim() === '') return [`${path} must not be empty; ${hint}`];
  if (published.includes(value.trim()))
    return [`${path} must not be from documentation, which everybody can read; ${hint}`];
  return [];
};

/** A check of the secret, or of the list of them. */
export const isSecretOrList: OptionCheck<string | readonly string[]> = (value, path) =>
  Array.isArray(value) ? isSecretList(value, path) : isSecret(value, path);

const isSecretList = isTakenBy(isListOf(isSecret), createKeyring);

/** Logs a warning if a secret is short enough to be guessed. */
export function warnOfShortSecrets(secrets: readonly string[], logger: Logger): void {
  if (secrets.every(({ length }) => length >= shortest)) return;
  logger.warn(
    {},
    `a secret has fewer than ${String(shortest)} characters and may be guessed: use what \`openssl rand -base64 48\` prints`,
  );
}

/** The secrets, newest first. */
export function secretsOf({ secret }: Pick<ThreepidOptions, 'secret'>): readonly string[] {
  return typeof secret === 'string' ? [secret] : secret;
}

/** The secret that keys the counts. Logs a warning if it will change with the next rotation. */
export function indexSecretOf(
  options: Pick<ThreepidOptions, 'secret' | 'indexSecret'>,
  logger: Logger,
): string {
  const secrets = secretsOf(options);
  if (secrets.length > 1 && options.indexSecret === undefined) {
    logger.warn(
      {},
      'several secrets and no indexSecret: message counts start anew when the last secret changes. Set indexSecret to the secret that you rotate away from, in every process',
    );
  }
  return options.indexSecret ?? secrets.at(-1) ?? '';
}

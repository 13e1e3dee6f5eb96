import { inOneLine } from '../in-one-line.js';
import { reads, type Environment, type Setting } from './setting.js';

const mask = '********';

/**
 * Lines of a .env file that say what a setting is, and where from. What is set and may be shown is a line that counts; a
 * default, and what is masked, is a comment, so that nobody sets a secret to asterisks.
 *
 * @param inForce what counts if it isn't set, where that follows from other settings.
 */
export function linesOfSetting(
  setting: Setting<unknown>,
  environment: Environment,
  inForce: string = setting.fallback,
): readonly string[] {
  const lines = variablesOf(setting, environment).map(([name, value]) => lineOf(setting, name, value));
  return lines.length > 0 ? lines : [`# ${setting.name}=${inForce} (default)`];
}

const secretWords =
  /SECRET|TOKEN|PASS(?:WORD|WD|PHRASE)?(?:_|$)|PWD|CREDENTIAL|AUTH(?:ORIZATION)?(?:_|$)|KEY(?:_|$)/;

/** By its name too: a declaration may have forgotten to say it. */
function isSecret({ name, secret = false }: Setting<unknown>): boolean {
  return secret || (secretWords.test(name) && !name.endsWith('_SITE_KEY'));
}

function lineOf(setting: Setting<unknown>, name: string, value: string): string {
  if (isSecret(setting)) return `# ${name}=${mask} (set; a secret)`;
  const shown = withoutPassword(value);
  if (shown !== value) return comment(`${name}=${shown} (set; without its password)`);
  const text = quoted(value);
  return text === undefined ? comment(`${name}=${value} (set; no quotes fit)`) : `${name}=${text}`;
}

/** In one line: what follows a line break would count. */
function comment(text: string): string {
  return `# ${inOneLine(text)}`;
}

function variablesOf(
  setting: Setting<unknown>,
  environment: Environment,
): readonly (readonly [name: string, value: string])[] {
  return Object.entries(environment)
    .filter(([variable]) => reads(setting, variable))
    .map(([variable, value = '']) => [variable, value.trim()] as const)
    .filter(([, value]) => value !== '');
}

/** Without the login and the query of a URL: Redis takes a password in both. */
function withoutPassword(value: string): string {
  return value
    .replace(/([a-z][a-z+.-]*:\/\/)[^]*@/gi, `$1${mask}@`)
    .replace(/([a-z][a-z+.-]*:\/\/[^?]*)\?[^]*$/i, `$1?${mask}`);
}

/** As a .env file has it: Node.js and Docker take a comment out of what isn't quoted. Undefined if it has all quotes. */
function quoted(value: string): string | undefined {
  if (/^[\w@%+=:,./*-]*$/.test(value)) return value;
  // Within double quotes, a backslash means more than itself.
  const quotes = value.includes('\\') ? ["'", '`'] : ["'", '"', '`'];
  const quote = quotes.find((mark) => !value.includes(mark));
  return quote && `${quote}${value}${quote}`;
}

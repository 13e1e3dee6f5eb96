import type { SmsHttpDeclaration } from '../declaration/sms-http-declaration.js';
import type { HttpSmsSenderOptions } from './http-sms-sender-options.js';

/** The values of secret settings as they could stand in an error, the longest first. */
export function secretsOf(
  { settings }: SmsHttpDeclaration,
  options: Pick<HttpSmsSenderOptions, 'settings' | 'byCountry'>,
): readonly string[] {
  const all = [options.settings, ...Object.values(options.byCountry ?? {})];
  const values = Object.entries(settings)
    .filter(([, { secret }]) => secret === true)
    .flatMap(([name]) => all.flatMap((given) => given[name] ?? []));
  const spelled = values.flatMap((value) => [
    value,
    encodeURIComponent(value),
    Buffer.from(value).toString('base64'),
  ]);
  return [...new Set(spelled)].sort((one, other) => other.length - one.length);
}

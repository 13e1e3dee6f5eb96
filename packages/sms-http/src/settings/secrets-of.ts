import type { SmsHttpDeclaration } from '../declaration/sms-http-declaration.js';
import type { HttpSmsSenderOptions } from './http-sms-sender-options.js';

/** The values of secret settings, those of countries too. */
export function secretsOf(
  { settings }: SmsHttpDeclaration,
  options: Pick<HttpSmsSenderOptions, 'settings' | 'byCountry'>,
): readonly string[] {
  const all = [options.settings ?? {}, ...Object.values(options.byCountry ?? {})];
  return Object.entries(settings)
    .filter(([, { secret }]) => secret === true)
    .flatMap(([name]) => all.flatMap((given) => given[name] ?? []));
}

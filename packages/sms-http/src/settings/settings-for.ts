import type { SmsHttpDeclaration } from '../declaration/sms-http-declaration.js';
import type { GivenSettings, SettingsByCountry } from './check-settings.js';

/** Values of settings that are set. */
export type SetSettings = Readonly<Record<string, string>>;

/** The settings for the messages to a country. */
export type SettingsFor = (country: string | undefined) => SetSettings;

/** Puts settings, defaults and those of countries together. */
export function createSettingsFor(
  declaration: SmsHttpDeclaration,
  given: GivenSettings,
  byCountry: SettingsByCountry,
): SettingsFor {
  const general = { ...defaultsOf(declaration), ...setOnly(given) };
  const special = new Map(
    Object.entries(byCountry).map(([country, own]) => [country, merged(declaration, general, setOnly(own))]),
  );
  return (country) => (country === undefined ? undefined : special.get(country)) ?? general;
}

function defaultsOf({ settings }: SmsHttpDeclaration): SetSettings {
  return setOnly(Object.fromEntries(Object.entries(settings).map(([name, one]) => [name, one.default])));
}

/** A country's own settings stand for the general ones that they exclude. */
function merged(
  { alternatives = [] }: SmsHttpDeclaration,
  general: SetSettings,
  own: SetSettings,
): SetSettings {
  const excluded = alternatives
    .filter((groups) => groups.flat().some((name) => Object.hasOwn(own, name)))
    .flat(2);
  const kept = Object.entries(general).filter(([name]) => !excluded.includes(name));
  return { ...Object.fromEntries(kept), ...own };
}

function setOnly(settings: GivenSettings): SetSettings {
  return Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

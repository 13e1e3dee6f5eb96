import { closestName } from '@threepid/core';
import { whole } from '../answer/condition.js';
import type { SettingDeclaration, SmsHttpDeclaration } from '../declaration/sms-http-declaration.js';

/** Values of settings, by their names. Undefined: it isn't set. */
export type GivenSettings = Readonly<Record<string, string | undefined>>;

/** Settings that differ by country: ISO 3166-1 alpha-2, upper case. */
export type SettingsByCountry = Readonly<Record<string, GivenSettings>>;

/** An error of a setting. */
export interface SettingError {
  /** The setting's name. Undefined: no single one is wrong. */
  readonly setting?: string | undefined;
  /** The country, if it is an error in `byCountry`. */
  readonly country?: string;
  /** Such as "must be set: ...". It doesn't contain the value. */
  readonly reason: string;
}

/** How a setting is called where it is set; for reasons that name others. */
export type Spell = (setting: string) => string;

/** All errors of settings, by the rules of a declaration. */
export function errorsOfSettings(
  declaration: SmsHttpDeclaration,
  given: GivenSettings,
  byCountry: SettingsByCountry,
  spell: Spell,
): readonly SettingError[] {
  const countries = Object.entries(byCountry).flatMap(([country, own]) =>
    errorsOfCountry(declaration, country, own),
  );
  return [
    ...errorsOfNames(declaration, given),
    ...Object.entries(declaration.settings).flatMap(([name, setting]) =>
      errorOfSetting(name, setting, given[name]),
    ),
    ...errorsOfAlternatives(declaration, given, spell),
    ...countries,
  ];
}

function errorsOfNames({ settings }: SmsHttpDeclaration, given: GivenSettings): readonly SettingError[] {
  const names = Object.keys(settings);
  return Object.keys(given)
    .filter((name) => !Object.hasOwn(settings, name))
    .map((name) => {
      const closest = closestName(name, names);
      const help = closest === undefined ? `there are ${names.join(', ')}` : `did you mean ${closest}?`;
      return { setting: name, reason: `is no setting; ${help}` };
    });
}

function errorOfSetting(
  name: string,
  { optional = false, default: fallback, help, pattern, form }: SettingDeclaration,
  value: string | undefined,
): readonly SettingError[] {
  const wrong = (reason: string): readonly SettingError[] => [{ setting: name, reason }];
  if (value === undefined) return optional || fallback !== undefined ? [] : wrong(`must be set: ${help}`);
  if (value === '') return wrong('is empty');
  // eslint-disable-next-line no-control-regex -- they are what no setting may have
  if (/[\u0000-\u001f\u007f]/.test(value)) return wrong('must be one line, without control characters');
  const fits = pattern === undefined || whole(pattern).test(value);
  return fits ? [] : wrong(`must be ${form ?? 'of another form'}`);
}

function errorsOfAlternatives(
  { alternatives = [] }: SmsHttpDeclaration,
  given: GivenSettings,
  spell: Spell,
): readonly SettingError[] {
  return alternatives.flatMap((groups) => {
    const all = [...new Set(groups.flat())];
    const set = all.filter((name) => given[name] !== undefined);
    if (groups.some((group) => group.length === set.length && set.every((name) => group.includes(name))))
      return [];
    const choices = groups.map((group) => group.map(spell).join(' and ')).join(', or ');
    return [{ setting: set[0] ?? all[0], reason: `isn't alone: set ${choices}` }];
  });
}

function errorsOfCountry(
  { settings }: SmsHttpDeclaration,
  country: string,
  own: GivenSettings,
): readonly SettingError[] {
  const wrong = (setting: string | undefined, reason: string): SettingError => ({ setting, country, reason });
  const names = Object.keys(own);
  if (!/^[A-Z]{2}$/.test(country))
    return [wrong(names[0], 'is for no ISO 3166-1 alpha-2 code in upper case, such as US')];
  return names.flatMap((name) => {
    const setting = settings[name];
    if (setting?.byCountry !== true) return [wrong(name, 'is no setting that may differ by country')];
    return errorOfSetting(name, { ...setting, optional: true }, own[name]).map((error) => ({
      ...error,
      country,
    }));
  });
}

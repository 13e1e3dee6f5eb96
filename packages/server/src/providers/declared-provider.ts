import {
  errorsOfOptions,
  HttpSmsSender,
  type SettingError,
  type SmsHttpDeclaration,
} from '@threepid/sms-http';
import type { Environment, Setting } from '../settings/setting.js';
import { optional } from '../settings/parsers/optional.js';
import { text } from '../settings/parsers/text.js';
import { withoutConnection, type ConfiguredProvider } from './provider.js';

/** The settings of a declared provider: the declaration's, and another base URL. */
export function settingsOfDeclaration(declaration: SmsHttpDeclaration): readonly Setting<unknown>[] {
  const own = Object.values(declaration.settings).map(
    ({ variable, help, default: fallback = '', secret = false, byCountry = false }) => {
      const differing = byCountry ? ` ${variable}_US for the United States, and so on.` : '';
      return { name: variable, fallback, help: help + differing, secret, byCountry, parse: optional(text) };
    },
  );
  const name = baseUrlVariable(declaration);
  const baseUrl = {
    name,
    fallback: '',
    help: "Another URL in place of the provider's, up to the path, such as a proxy's.",
    parse: optional(text),
  };
  return own.some((setting) => setting.name === name) ? own : [...own, baseUrl];
}

/** Reads the settings of a declared provider. @param name as `THREEPID_SMS` has it. */
export function configureDeclared(
  name: string,
  declaration: SmsHttpDeclaration,
  environment: Environment,
): ConfiguredProvider {
  const options = optionsOf(declaration, environment);
  const variableOf = (setting: string): string => declaration.settings[setting]?.variable ?? setting;
  const errors = errorsOfOptions(declaration, options, variableOf);
  return {
    name,
    isForDevelopment: false,
    settings: settingsOfDeclaration(declaration),
    errors: errors.map((error) => inVariables(error, name, declaration)),
    check: () => Promise.resolve([]),
    open: () => Promise.resolve(withoutConnection(new HttpSmsSender(declaration, options))),
  };
}

function optionsOf(declaration: SmsHttpDeclaration, environment: Environment) {
  const entries = Object.entries(declaration.settings);
  const settings = entries.map(([name, { variable }]) => [name, valueOf(environment, variable)] as const);
  const baseUrl = valueOf(environment, baseUrlVariable(declaration));
  const isSetting = entries.some(([, { variable }]) => variable === baseUrlVariable(declaration));
  return {
    settings: Object.fromEntries(settings),
    byCountry: byCountryOf(declaration, environment),
    ...(baseUrl === undefined || isSetting ? {} : { baseUrl }),
  };
}

/** Values of variables with a country, such as `VONAGE_FROM_US`. */
function byCountryOf(
  { settings }: SmsHttpDeclaration,
  environment: Environment,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const byCountry: Record<string, Record<string, string>> = {};
  const known = Object.values(settings).map(({ variable }) => variable);
  for (const [setting, { variable, byCountry: mayDiffer }] of Object.entries(settings)) {
    if (mayDiffer !== true) continue;
    const beginning = `${variable}_`;
    for (const name of Object.keys(environment).filter(
      (one) => one.startsWith(beginning) && !known.includes(one),
    )) {
      const country = name.slice(beginning.length);
      const value = valueOf(environment, name);
      if (/^[A-Z]{2}$/.test(country) && value !== undefined)
        byCountry[country] = { ...byCountry[country], [setting]: value };
    }
  }
  return byCountry;
}

function valueOf(environment: Environment, variable: string): string | undefined {
  const value = environment[variable]?.trim() ?? '';
  return value === '' ? undefined : value;
}

function baseUrlVariable({ name }: SmsHttpDeclaration): string {
  return `${name.toUpperCase().replaceAll('-', '_')}_BASE_URL`;
}

function inVariables(
  { setting, country, reason }: SettingError,
  name: string,
  declaration: SmsHttpDeclaration,
): string {
  if (reason.startsWith('baseUrl '))
    return `${baseUrlVariable(declaration)}: ${reason.slice('baseUrl '.length)}`;
  if (setting === undefined) return `THREEPID_SMS: ${name}: ${reason}`;
  const variable = declaration.settings[setting]?.variable ?? setting;
  return `${country === undefined ? variable : `${variable}_${country}`}: ${reason}`;
}

import { parseProviderUrl } from '@threepid/core';
import type { SmsHttpDeclaration } from '../declaration/sms-http-declaration.js';
import type { HttpSmsSenderOptions } from './http-sms-sender-options.js';
import { compileRequest, listOf, type RequestRenderer } from '../request/compile-request.js';
import { splitUrl } from '../request/compile-url.js';
import { sampleMessage } from '../request/sample-message.js';
import { UnsendableError } from '../template/escape.js';
import { placeholdersOf } from '../template/parse-template.js';
import { messagePlaceholders, valuesOf } from '../template/placeholders.js';
import { errorsOfSettings, type SettingError, type Spell } from './check-settings.js';
import { createSettingsFor, type SetSettings } from './settings-for.js';

/**
 * All errors of a sender's options, for a declaration that is right. They contain no values.
 *
 * @param spell how a setting is called where it is set, such as its environment variable. Default: its name.
 */
export function errorsOfOptions(
  declaration: SmsHttpDeclaration,
  {
    settings = {},
    byCountry = {},
    baseUrl,
  }: Pick<HttpSmsSenderOptions, 'settings' | 'byCountry' | 'baseUrl'>,
  spell: Spell = (setting) => setting,
): readonly SettingError[] {
  const errors = [...errorsOfBaseUrl(baseUrl), ...errorsOfSettings(declaration, settings, byCountry, spell)];
  if (errors.length > 0) return errors;
  const settingsFor = createSettingsFor(declaration, settings, byCountry);
  const request = compileRequest(declaration.request, baseUrl);
  return [undefined, ...Object.keys(byCountry)].flatMap((country) => {
    const found = errorOfRequest(declaration, request, settingsFor(country));
    if (found === undefined) return [];
    return [country === undefined ? found : { ...found, country }];
  });
}

function errorsOfBaseUrl(baseUrl: string | URL | undefined): readonly SettingError[] {
  try {
    if (baseUrl !== undefined) parseProviderUrl(baseUrl, { bare: true });
    return [];
  } catch (error) {
    return [{ reason: `baseUrl ${error instanceof Error ? error.message : String(error)}` }];
  }
}

/** An error in a sentence, by its option. */
export function inWords({ setting, country, reason }: SettingError): string {
  if (setting === undefined) return reason;
  return `${country === undefined ? 'settings' : `byCountry.${country}`}.${setting} ${reason}`;
}

/** What the settings alone don't show: whether a request can be made of them. */
function errorOfRequest(
  declaration: SmsHttpDeclaration,
  request: RequestRenderer,
  settings: SetSettings,
): SettingError | undefined {
  try {
    request(valuesOf(messagePlaceholders, sampleMessage, 0, settings));
  } catch (error) {
    const isOfValue = error instanceof UnsendableError;
    return errorOf(declaration, error, isOfValue ? error.placeholder : hostSettingOf(declaration));
  }
  if (isAuthenticated(declaration, settings)) return undefined;
  return { reason: 'request.authentication: the settings of none are all set' };
}

function errorOf(
  { settings }: SmsHttpDeclaration,
  error: unknown,
  setting: string | undefined,
): SettingError {
  const reason = error instanceof Error ? error.message : String(error);
  if (setting === undefined || !Object.hasOwn(settings, setting)) return { reason: `request: ${reason}` };
  return { setting, reason: reason.replace(/^\{[^}]*\} /, '') };
}

/** The setting that is, or is in, the beginning of the URL. */
function hostSettingOf({ request }: SmsHttpDeclaration): string | undefined {
  return placeholdersOf(splitUrl(request.url)?.base ?? '')[0];
}

function isAuthenticated({ request }: SmsHttpDeclaration, settings: SetSettings): boolean {
  if (request.authentication === undefined) return true;
  return listOf(request.authentication).some((scheme) => {
    const templates = 'bearer' in scheme ? [scheme.bearer] : [scheme.basic.username, scheme.basic.password];
    return templates.flatMap(placeholdersOf).every((name) => settings[name] !== undefined);
  });
}

import {
  createMessageTemplates,
  type DestinationOptions,
  type MessageTemplates,
  type ThreepidOptions,
} from '@threepid/core';
import { guardOptionsOf } from './guard-options.js';
import type { Settings } from './read-settings.js';
import { limitsOptionOf } from './settings/parsers/limits.js';

/** The options by which messages are judged and written: those of the server, and of the command line beside it. */
export function rulesOf(
  settings: Settings,
): Pick<
  ThreepidOptions,
  'indexSecret' | 'guard' | 'production' | 'templates' | 'limits' | 'destinations' | 'testNumbers'
> {
  return {
    ...(settings.indexSecret === undefined ? {} : { indexSecret: settings.indexSecret }),
    guard: guardOptionsOf(settings),
    production: settings.production,
    templates: templatesOf(settings),
    ...limitsOptionOf(settings.limits),
    destinations: destinationsOf(settings),
    testNumbers: settings.testNumbers,
  };
}

/** The option `destinations`. */
export function destinationsOf({ countriesAllow: allow, countriesDeny: deny }: Settings): DestinationOptions {
  return { allow, deny };
}

function templatesOf({ locale, brand, origin, retrieverHash }: Settings): MessageTemplates {
  return createMessageTemplates({
    locale,
    ...(brand === '' ? {} : { brand }),
    ...(origin === undefined ? {} : { origin }),
    ...(retrieverHash === undefined ? {} : { retrieverHash }),
  });
}

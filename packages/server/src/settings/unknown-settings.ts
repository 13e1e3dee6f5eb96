import { closestName } from '@threepid/core';
import { isServiceVariable } from './service-variable.js';
import type { Environment, Setting } from './setting.js';

const prefix = 'THREEPID_';

/** Beginning of names that no setting will ever have: for modules and scripts of the operator's. */
const ownPrefix = 'THREEPID_X_';

/** Read by the launchers of `@threepid/contract-tests`, which a host's tests may run beside a server. */
const namesOfOthers: readonly string[] = ['THREEPID_REDIS_SERVER'];

/** Errors of variables that look like settings, but aren't any of them: one for each. */
export function unknownSettingErrors(
  environment: Environment,
  known: readonly Setting<unknown>[],
): readonly string[] {
  const names = known.map(({ name }) => name);
  return setVariables(environment).flatMap(([name, value]) => {
    const intended = name.startsWith(prefix) ? undefined : withPrefix(name, names);
    if (intended !== undefined) return [`${name}: no such setting; did you mean ${intended}?`];
    if (!name.startsWith(prefix) || isAllowed(name, value, names)) return [];
    return [`${name}: no such setting; ${meantBy(name, names)}`];
  });
}

/** The setting whose prefix is misspelt, as in `THREPID_SMS`, or in lower case. */
function withPrefix(name: string, names: readonly string[]): string | undefined {
  const [first = '', ...rest] = name.toUpperCase().split('_');
  const intended = prefix + rest.join('_');
  return names.includes(intended) && closestName(first, ['THREEPID']) !== undefined ? intended : undefined;
}

/** The variables that aren't empty, in the order of their names. */
export function setVariables(environment: Environment): readonly (readonly [name: string, value: string])[] {
  return Object.entries(environment)
    .map(([name, value = '']) => [name, value.trim()] as const)
    .filter(([, value]) => value !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

function isAllowed(name: string, value: string, names: readonly string[]): boolean {
  return (
    names.includes(name) ||
    namesOfOthers.includes(name) ||
    name.startsWith(ownPrefix) ||
    isServiceVariable(name, value)
  );
}

/** PORT and HOST have no prefix, which is easily forgotten. */
function meantBy(name: string, names: readonly string[]): string {
  const unprefixed = name.replace(prefix, '');
  const closest = names.includes(unprefixed) ? unprefixed : closestName(name, names);
  if (closest !== undefined) return `did you mean ${closest}?`;
  return `--help lists all; names of your own may begin with ${ownPrefix}`;
}

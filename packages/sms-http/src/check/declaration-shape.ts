import { whole } from '../answer/condition.js';
import { answers, errors, pattern } from './answer-shape.js';
import { callbackShape } from './callback-shape.js';
import { messageScope, reportScope, reservedNames, type KnownSettings } from './placeholder-scope.js';
import { requestShape } from './request-shape.js';
import {
  flag,
  isObject,
  list,
  oneOf,
  record,
  table,
  text,
  textLike,
  withRule,
  type Check,
  type Shape,
} from './shape.js';

/**
 * A setting's value goes to the declaration's URL. Somebody else's declaration must not be able to send what the server and the AWS
 * SDK keep in the environment.
 */
const variable: Shape = withRule(
  textLike(/^[A-Z][A-Z0-9_]*$/, 'an environment variable in upper case'),
  (value, path) =>
    /^(?:THREEPID|AWS)_/.test(String(value))
      ? [`${path} must not begin with THREEPID_ or AWS_: those are for the server itself`]
      : [],
);

const setting: Shape = record(
  {
    variable,
    help: textLike(/^\S[^\n]*$/, 'one line'),
  },
  {
    secret: flag,
    optional: flag,
    default: text(),
    pattern,
    form: textLike(/^\S[^\n]*$/, 'one line'),
    byCountry: flag,
  },
  settingRule,
);

/** The form of a declaration with these settings. */
export function declarationShape(settings: KnownSettings): Shape {
  const settingName: Shape = { check: oneOf(...settings.names).check, schema: { type: 'string' } };
  const groups = list(list(list(settingName)));
  return record(
    {
      name: textLike(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and dashes'),
      documentation: textLike(/\S/, 'the title of the documentation'),
      settings: table(setting, settingNameError),
      request: requestShape(messageScope(settings), settings),
      answers,
    },
    {
      $schema: text(),
      callback: callbackShape(settings),
      channel: oneOf('sms', 'whatsapp', 'telegram', 'voice'),
      alternatives: groups,
      errors,
      origin: record(
        {},
        { from: settingName, pool: settingName, entityId: settingName, templateId: settingName },
      ),
      report: record(
        {
          outcomes: list(oneOf('verified', 'resent', 'expired')),
          request: requestShape(reportScope(settings), settings),
        },
        { setting: settingName },
      ),
    },
    (value, path) => [
      ...alternativesRule(value, path, settings),
      ...byCodeRule(value, path),
      ...variableRule(value),
    ],
  );
}

function settingNameError(name: string): string | undefined {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) return 'must be a lower-case letter, then letters and digits';
  if (name in Object.prototype) return 'is one that every object of JavaScript has';
  return reservedNames.has(name) ? 'is a placeholder of its own' : undefined;
}

function settingRule(value: unknown, path: string): readonly string[] {
  if (!isObject(value)) return [];
  const { secret, default: fallback, pattern: source, form } = value;
  const found: string[] = [];
  if ((source === undefined) !== (form === undefined))
    found.push(`${path} must have pattern and form, or neither: form says the pattern in words`);
  if (secret === true && fallback !== undefined) found.push(`${path}.default of a secret is no secret`);
  if (typeof source === 'string' && typeof fallback === 'string' && !whole(source).test(fallback))
    found.push(`${path}.default doesn't match the pattern`);
  return found;
}

function alternativesRule(value: unknown, path: string, { optional }: KnownSettings): readonly string[] {
  const all = isObject(value) && Array.isArray(value['alternatives']) ? value['alternatives'] : [];
  const names = (all as readonly (readonly (readonly string[])[])[]).flat(2);
  const needed = new Set(names.filter((name) => !optional.has(name)));
  return [...needed].map(
    (name) => `${path}settings.${name} must be optional, because it is one of the alternatives`,
  );
}

const byCodeRule: Check = (value, path) => {
  if (!isObject(value) || !Array.isArray(value['answers'])) return [];
  const isAsked = value['answers'].some((rule) => isObject(rule) && rule['then'] === 'by-code');
  const isThere = isObject(value['errors']) && value['errors']['meanings'] !== undefined;
  return isAsked && !isThere ? [`${path}errors.meanings is missing: a rule asks it by-code`] : [];
};

function variableRule(value: unknown): readonly string[] {
  const settings = isObject(value) && isObject(value['settings']) ? Object.entries(value['settings']) : [];
  const variables = settings.map(
    ([name, one]) => [name, isObject(one) ? one['variable'] : undefined] as const,
  );
  return variables
    .filter(([, variable], at) => variables.findIndex(([, other]) => other === variable) !== at)
    .map(([name]) => `settings.${name}.variable is another setting's too`);
}

import { declarationShape } from './declaration-shape.js';
import { messageScope } from './placeholder-scope.js';
import { fieldShape, jsonShape } from './request-shape.js';
import type { JsonSchema } from './shape.js';

/**
 * The JSON Schema (draft-07) of declarations, for editors. It says less than `readDeclaration` checks: nothing about
 * placeholders, for example.
 */
export function declarationSchema(): JsonSchema {
  const noSettings = { names: [], optional: new Set<string>(), secret: new Set<string>() };
  const scope = messageScope(noSettings);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A declaration of @threepid/sms-http',
    ...declarationShape(noSettings).schema,
    definitions: { json: jsonShape(scope).schema, field: fieldShape(scope).schema },
  };
}

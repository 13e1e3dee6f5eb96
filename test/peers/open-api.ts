/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object, or an empty one for anything else. */
export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The list, or an empty one for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** An operation of Swagger 2, in which the texts were written before 2022, as one of OpenAPI 3.1. The latter stays. */
export function asOpenApi3(operation: JsonObject): JsonObject {
  const parameters = listOf(operation['parameters']).map(objectOf);
  const body = parameters.find((parameter) => parameter['in'] === 'body');
  return {
    ...operation,
    parameters: parameters.filter((parameter) => parameter !== body).map(parameterOf),
    ...(body === undefined ? {} : { requestBody: jsonContent(body['schema']) }),
    responses: mapped(objectOf(operation['responses']), (response, status) => [
      status.toUpperCase(),
      responseOf(objectOf(response)),
    ]),
  };
}

/** The content of a message in JSON. */
export function jsonContent(schema: unknown): JsonObject {
  return { content: { 'application/json': { schema } } };
}

/** A copy of an object, with other names or values. */
export function mapped(
  object: JsonObject,
  change: (value: unknown, name: string) => readonly [string, unknown],
): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => change(value, name)));
}

function parameterOf({ type, ...parameter }: JsonObject): JsonObject {
  return type === undefined ? parameter : { ...parameter, schema: { type } };
}

function responseOf({ schema, examples: _examples, ...response }: JsonObject): JsonObject {
  return schema === undefined ? response : { ...response, ...jsonContent(schema) };
}

import { officialSchema } from '../conformance/official-texts.js';
import { asOpenApi3, jsonContent, listOf, mapped, objectOf, type JsonObject } from './open-api.js';
import { schemasInWords, testCode, type SchemathesisDocument } from './schemathesis-documents.js';

/** The errors that other chapters name, or the same call in another edition. */
const elsewhere: Readonly<Record<string, (operation: JsonObject, path: string) => boolean>> = {
  // "Standard error response": M_MISSING_PARAM and others, wherever there are parameters.
  400: (operation) => operation['requestBody'] !== undefined || listOf(operation['parameters']).length > 0,
  // "Authentication": M_UNAUTHORIZED.
  401: (operation, path) => operation['security'] !== undefined || path === '/account/register',
  // "Standard error response": M_FORBIDDEN.
  403: (_operation, path) => path === '/account/register',
  // getValidated3pid: M_NO_VALID_SESSION.
  404: (_operation, path) => path.endsWith('/submitToken'),
};

/** One OpenAPI document of the official texts of `document`. What it adds to them is named in this file and in `words`. */
export function officialDocument({
  name,
  basePath,
  paths,
  words,
  optional = [],
}: SchemathesisDocument): JsonObject {
  const texts = Object.entries(paths).map(([file, names]) => ({ text: officialSchema(file), names }));
  const operations = texts.flatMap(({ text, names }) =>
    names.map((path) => [path, operationsOf(text, path)] as const),
  );
  const schemas = { ...schemasInWords, ...words };
  return {
    openapi: '3.1.0',
    info: { title: name, version: '1' },
    servers: [{ url: basePath }],
    paths: Object.fromEntries(
      operations.map(([path, methods]) => [path, withWords(methods, { schemas, optional })]),
    ),
    components: {
      securitySchemes: Object.assign({}, ...texts.map(({ text }) => schemesOf(text))) as JsonObject,
    },
  };
}

function operationsOf(text: JsonObject, path: string): JsonObject {
  const methods = objectOf(objectOf(text['paths'])[path]);
  if (Object.keys(methods).length === 0) throw new Error(`no text has ${path}`);
  return mapped(methods, (operation, method) => [
    method,
    withErrors(withLinks(withBody(withOpenIdToken(asOpenApi3(objectOf(operation)), path)), path), path),
  ]);
}

function schemesOf(text: JsonObject): JsonObject {
  return objectOf(objectOf(text['components'])['securitySchemes']);
}

function withErrors(operation: JsonObject, path: string): JsonObject {
  const responses = objectOf(operation['responses']);
  const error = {
    description: 'An error.',
    ...jsonContent(officialSchema('client-server/definitions/errors/error.yaml')),
  };
  const more = Object.keys(elsewhere)
    .filter((status) => elsewhere[status]?.(operation, path) === true)
    .filter((status) => responses[status] === undefined && responses['4XX'] === undefined);
  return {
    ...operation,
    responses: { ...responses, ...Object.fromEntries(more.map((status) => [status, error])) },
  };
}

/** The body of registrations, whose text isn't among ours: "the same as the values returned by `/openid/request_token`". */
function withOpenIdToken(operation: JsonObject, path: string): JsonObject {
  if (path !== '/account/register') return operation;
  const schema = {
    type: 'object',
    properties: {
      access_token: { type: 'string', minLength: 1 },
      matrix_server_name: { type: 'string', minLength: 1 },
    },
    required: ['access_token', 'matrix_server_name'],
  };
  return { ...operation, requestBody: jsonContent(schema) };
}

/** The texts of OpenAPI 3 have parameters in bodies that are required, and forget to require the body. */
function withBody(operation: JsonObject): JsonObject {
  const { requestBody } = operation;
  return requestBody === undefined
    ? operation
    : { ...operation, requestBody: { ...objectOf(requestBody), required: true } };
}

/** The calls that a session is for, with the code of every test number: so that they are made with sessions that exist. */
function withLinks(operation: JsonObject, path: string): JsonObject {
  if (path !== '/validate/msisdn/requestToken') return operation;
  const session = { sid: '$response.body#/sid', client_secret: '$request.body#/client_secret' };
  const links = {
    submit: {
      operationRef: '#/paths/~1validate~1msisdn~1submitToken/post',
      requestBody: { ...session, token: testCode },
    },
    follow: {
      operationRef: '#/paths/~1validate~1msisdn~1submitToken/get',
      parameters: { ...session, token: testCode },
    },
    read: { operationRef: '#/paths/~13pid~1getValidated3pid/get', parameters: session },
  };
  const responses = objectOf(operation['responses']);
  return { ...operation, responses: { ...responses, 200: { ...objectOf(responses['200']), links } } };
}

interface Words {
  readonly schemas: Readonly<Record<string, JsonObject>>;
  readonly optional: readonly string[];
}

/** A copy in which each parameter has the schema of its name, and the optional ones may be missing. */
function withWords(value: unknown, words: Words): unknown {
  if (Array.isArray(value)) return value.map((item) => withWords(item, words));
  if (typeof value !== 'object' || value === null) return value;
  return withSchema(
    mapped(value as JsonObject, (item, name) => {
      if (name === 'required') return [name, requiredOf(item, words)];
      const inner = withWords(item, words);
      return [name, name === 'properties' ? withSchemas(objectOf(inner), words) : inner];
    }),
    words,
  );
}

function requiredOf(names: unknown, { optional }: Words): unknown {
  return Array.isArray(names) ? names.filter((name) => !optional.includes(String(name))) : names;
}

function withSchemas(properties: JsonObject, { schemas, optional }: Words): JsonObject {
  return mapped(properties, (given, name) => {
    const schema = schemas[name] ?? given;
    // Null stands for none.
    return [name, optional.includes(name) ? { anyOf: [schema, { type: 'null' }] } : schema];
  });
}

/** A parameter of the query, if it is one, with the schema of its name. */
function withSchema(parameter: JsonObject, { schemas }: Words): JsonObject {
  const { in: place, name } = parameter;
  if (place !== 'query' || typeof name !== 'string') return parameter;
  return { ...parameter, schema: schemas[name] ?? parameter['schema'] };
}

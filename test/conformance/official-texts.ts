import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

type Json = unknown;
type JsonObject = Readonly<Record<string, Json>>;

const folder = fileURLToPath(new URL('../../../../shared/spec/', import.meta.url));

/** Folder of the specification's own files, next to the repository; undefined if it doesn't exist. */
export const officialTexts: string | undefined = existsSync(folder) ? folder : undefined;

/** A status in a text. */
export interface OfficialResponse {
  /** Schema of the body; undefined if the text has none. */
  readonly schema: JsonObject | undefined;
  readonly examples: readonly Json[];
  /** The errcodes that the text names. */
  readonly errcodes: readonly string[];
}

/** A call in a text. */
export interface OfficialCall {
  /** File of the text, relative to the folder. */
  readonly file: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Required parameters of the query, with examples. */
  readonly query: Readonly<Record<string, string>>;
  readonly body: JsonObject | undefined;
  /** Body that the text shows, or that is made of the examples of its properties. */
  readonly example: JsonObject | undefined;
  /** All errcodes that the text names. */
  readonly errcodes: readonly string[];
  /** Responses by status: `200`, `3XX`, `4XX`. */
  readonly responses: Readonly<Record<string, OfficialResponse>>;
}

/**
 * Reads the calls of a text: Swagger 2 (before 2022) or OpenAPI 3.
 *
 * @param file relative to the folder, such as `identity-v1/ping.yaml`.
 */
export function officialCalls(file: string): readonly OfficialCall[] {
  if (officialTexts === undefined) return [];
  const text = resolved(join(officialTexts, file));
  const base = basePathOf(text);
  return Object.entries(objectOf(text['paths'])).flatMap(([path, methods]) =>
    Object.entries(objectOf(methods))
      .filter(([method]) => method === 'get' || method === 'post')
      .map(([method, operation]) => callOf(file, method, base + path, objectOf(operation))),
  );
}

/** Reads a JSON Schema file, or a part of it. */
export function officialSchema(file: string): JsonObject {
  return officialTexts === undefined ? {} : resolved(join(officialTexts, file));
}

function callOf(file: string, method: string, path: string, operation: JsonObject): OfficialCall {
  const parameters = listOf(operation['parameters']).map(objectOf);
  const body = parameters.find((parameter) => parameter['in'] === 'body')?.['schema'];
  const content = contentOf(objectOf(operation['requestBody']));
  const schema = body ?? content['schema'];
  return {
    file,
    method: method === 'get' ? 'GET' : 'POST',
    path,
    query: queryOf(parameters),
    body: schema === undefined ? undefined : objectOf(schema),
    example: schema === undefined ? undefined : exampleOf(objectOf(schema)),
    errcodes: errcodesIn(JSON.stringify(operation)),
    responses: Object.fromEntries(
      Object.entries(objectOf(operation['responses'])).map(([status, response]) => [
        status.toUpperCase(),
        responseOf(objectOf(response)),
      ]),
    ),
  };
}

function responseOf(response: JsonObject): OfficialResponse {
  const content = contentOf(response);
  const schema = response['schema'] ?? content['schema'];
  const shown = [
    ...Object.values(objectOf(response['examples'])),
    ...Object.values(objectOf(content['examples'])).map((example) => objectOf(example)['value']),
  ];
  const description = typeof response['description'] === 'string' ? response['description'] : '';
  return {
    schema: schema === undefined ? undefined : objectOf(schema),
    examples: shown,
    errcodes: errcodesIn(description),
  };
}

function errcodesIn(text: string): readonly string[] {
  return [...new Set(text.match(/M_[A-Z_]+/g) ?? [])];
}

function queryOf(parameters: readonly JsonObject[]): Readonly<Record<string, string>> {
  const required = parameters.filter(
    (parameter) => parameter['in'] === 'query' && parameter['required'] === true,
  );
  return Object.fromEntries(
    required.map((parameter) => [
      String(parameter['name']),
      String(parameter['example'] ?? parameter['x-example']),
    ]),
  );
}

function exampleOf(schema: JsonObject): JsonObject {
  if (schema['example'] !== undefined) return objectOf(schema['example']);
  const parts = listOf(schema['allOf']).map((part) => exampleOf(objectOf(part)));
  const own = Object.entries(objectOf(schema['properties']))
    .map(([name, property]) => [name, objectOf(property)['example']] as const)
    .filter(([, example]) => example !== undefined);
  return { ...Object.assign({}, ...parts), ...Object.fromEntries(own) } as JsonObject;
}

function contentOf(message: JsonObject): JsonObject {
  return objectOf(objectOf(message['content'])['application/json']);
}

function basePathOf(text: JsonObject): string {
  if (typeof text['basePath'] === 'string') return text['basePath'].replace(/\/$/, '');
  const [server] = listOf(text['servers']).map(objectOf);
  const fallback = objectOf(objectOf(server?.['variables'])['basePath'])['default'];
  return typeof fallback === 'string' ? fallback.replace(/\/$/, '') : '';
}

/** A file with every `$ref` replaced by its target. Targets outside the folder are not tested. */
function resolved(file: string): JsonObject {
  return objectOf(resolveIn(parse(readFileSync(file, 'utf8')), file));
}

function resolveIn(value: Json, file: string): Json {
  if (Array.isArray(value)) return value.map((item) => resolveIn(item, file));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref: ref } = value as { readonly $ref?: unknown };
  if (typeof ref === 'string') return follow(ref, file);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveIn(item, file)]));
}

function follow(ref: string, file: string): Json {
  const [path = '', pointer = ''] = ref.split('#');
  const target = path === '' ? file : join(dirname(file), path);
  if (relative(folder, target).startsWith('..') || !existsSync(target)) return {};
  return pointer
    .split('/')
    .filter((name) => name !== '')
    .reduce<Json>((value, name) => objectOf(value)[name], resolved(target));
}

function objectOf(value: Json): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

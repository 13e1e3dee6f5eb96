import type { ProviderCall } from '@threepid/core';
import type {
  AuthenticationDeclaration,
  FieldTemplate,
  RequestDeclaration,
} from '../declaration/sms-http-declaration.js';
import { compileTemplate, type Values } from '../template/compile-template.js';
import { forHeader, forQuery, UnsendableError } from '../template/escape.js';
import { compileUrl } from './compile-url.js';
import { compileField, compileValue } from './field-templates.js';
import { compileJson } from './json-templates.js';
import { withRequest, type RequestLine } from './request-placeholders.js';
import { compileSignature } from './sign.js';

/** A request that is ready to be sent. */
export type OutgoingRequest = Required<Pick<ProviderCall, 'method' | 'url' | 'headers'>> &
  Pick<ProviderCall, 'body'>;

/** Makes the request for some values. @throws UnsendableError if a value can't stand where it would. */
export type RequestRenderer = (values: Values) => OutgoingRequest;

/**
 * Compiles a request.
 *
 * @param baseUrl instead of the URL's beginning.
 */
export function compileRequest(declaration: RequestDeclaration, baseUrl?: string | URL): RequestRenderer {
  const { method = 'POST', signature } = declaration;
  const url = compileUrl(declaration.url, baseUrl);
  const query = compileFields(declaration.query ?? {}, forQuery);
  const body = compileBody(declaration);
  const sign = signature === undefined ? undefined : compileSignature(signature);
  const headers = compileHeaders(declaration);
  return (values) => {
    const search = query(values);
    const target = new URL(search === '' ? url(values) : `${url(values)}?${search}`);
    const content = body.render(values);
    const line: RequestLine = { method, url: target, body: content ?? '' };
    const all = withSignature(withRequest(values, line), sign);
    return { method, url: target, headers: { ...body.headers, ...headers(all) }, body: content };
  };
}

function withSignature(values: Values, sign: ((values: Values) => string) | undefined): Values {
  if (sign === undefined) return values;
  const signature = sign(values);
  return (name) => (name === 'signature' ? signature : values(name));
}

interface BodyRenderer {
  readonly headers: Readonly<Record<string, string>>;
  readonly render: (values: Values) => string | undefined;
}

function compileBody({ json, form }: RequestDeclaration): BodyRenderer {
  const accept = { accept: 'application/json' };
  if (json !== undefined) {
    const render = compileJson(json);
    const headers = { ...accept, 'content-type': 'application/json' };
    return { headers, render: (values) => JSON.stringify(render(values) ?? {}) };
  }
  if (form === undefined) return { headers: accept, render: () => undefined };
  const headers = { ...accept, 'content-type': 'application/x-www-form-urlencoded' };
  return { headers, render: compileFields(form, forForm) };
}

/** `encodeURIComponent` writes a space as `%20`, which every form decodes; old ones know nothing but `+`. */
function forForm(value: string): string {
  return forQuery(value).replaceAll('%20', '+');
}

function compileFields(
  fields: Readonly<Record<string, FieldTemplate>>,
  escape: (value: string) => string,
): (values: Values) => string {
  const compiled = Object.entries(fields).map(
    ([name, template]) => [escape(name), compileField(template)] as const,
  );
  return (values) =>
    compiled.flatMap(([name, render]) => render(values).map((value) => `${name}=${escape(value)}`)).join('&');
}

function compileHeaders(declaration: RequestDeclaration): (values: Values) => Record<string, string> {
  const authenticate = compileAuthentication(declaration.authentication);
  const compiled = Object.entries(declaration.headers ?? {}).map(
    ([name, template]) => [name.toLowerCase(), compileValue(template, forHeader)] as const,
  );
  return (values) => {
    const fields = compiled.flatMap(([name, render]) =>
      render(values).map((value) => [name, value] as const),
    );
    return { ...authenticate(values), ...Object.fromEntries(fields) };
  };
}

/** The `Authorization` header, if there is one. */
type Authenticate = (values: Values) => Readonly<Record<string, string>>;

function compileAuthentication(
  declared: AuthenticationDeclaration | readonly AuthenticationDeclaration[] = [],
): Authenticate {
  const schemes = listOf(declared).map(compileScheme);
  return (values) => {
    for (const scheme of schemes) {
      const authorization = scheme(values);
      if (authorization !== undefined) return { authorization };
    }
    return {};
  };
}

/** The schemes of a declaration. */
export function listOf<Item extends object>(one: Item | readonly Item[]): readonly Item[] {
  return isList(one) ? one : [one];
}

function isList<Item extends object>(one: Item | readonly Item[]): one is readonly Item[] {
  return Array.isArray(one);
}

function compileScheme(scheme: AuthenticationDeclaration): (values: Values) => string | undefined {
  if ('bearer' in scheme) return compileTemplate(`Bearer ${scheme.bearer}`, forHeader);
  const username = compileTemplate(scheme.basic.username, forUsername);
  const password = compileTemplate(scheme.basic.password);
  return (values) => {
    const [name, secret] = [username(values), password(values)];
    if (name === undefined || secret === undefined) return undefined;
    return `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
  };
}

/** Source: RFC 7617, section 2. */
function forUsername(value: string): string {
  if (!value.includes(':')) return value;
  throw new UnsendableError('has a colon, which no user name can have');
}

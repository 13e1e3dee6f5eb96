import { timingSafeEqual } from 'node:crypto';
import type { CallbackRequest } from '@threepid/core';
import { parsePointer } from '../answer/json-pointer.js';
import { compilePlace } from '../answer/place.js';
import type { CallbackCheck } from '../declaration/sms-http-declaration.js';
import { compileSignature } from '../request/sign.js';
import type { SetSettings } from '../settings/settings-for.js';
import type { Values } from '../template/compile-template.js';
import { placeholdersOf } from '../template/parse-template.js';
import { sortedFields, type CallbackFields } from './callback-fields.js';

/** True if the provider made a call. */
export type CallbackTest = (request: CallbackRequest, fields: CallbackFields) => boolean;

/** Compiles the check of calls. Undefined if a setting that it needs isn't set. */
export function compileCheck(check: CallbackCheck, settings: SetSettings): CallbackTest | undefined {
  const names = [check.key ?? '', check.text].flatMap(placeholdersOf);
  if (!names.every((name) => isOfCall(name) || settings[name] !== undefined)) return undefined;
  const sign = compileSignature(check);
  const find = compilePlace(check.signature);
  const field = fieldOf(check.signature);
  return (request, fields) => {
    const given = find({ headers: request.headers, document: fields });
    if (given === undefined) return false;
    const values = (name: string): string | undefined =>
      isOfCall(name) ? valueOf(name, request, fields, field) : settings[name];
    return isEqual(given, signed(sign, values), check.output);
  };
}

/** Placeholders that a call fills in; the others are settings. */
export function isOfCall(name: string): boolean {
  return ['body', 'query', 'sortedFields'].includes(name) || /^header:[a-z0-9-]+$/.test(name);
}

function valueOf(
  name: string,
  { body, query, headers }: CallbackRequest,
  fields: CallbackFields,
  signatureField: string | undefined,
): string | undefined {
  if (name === 'body') return body;
  if (name === 'query') return query;
  if (name === 'sortedFields') return sortedFields(fields, signatureField);
  const value = headers[name.slice('header:'.length)];
  return typeof value === 'string' ? value : undefined;
}

/** The field that has the signature, if it is one. */
function fieldOf(place: CallbackCheck['signature']): string | undefined {
  const pointer = typeof place === 'string' ? place : place.pointer;
  return pointer === undefined ? undefined : parsePointer(pointer)[0];
}

/** Undefined if the call lacks a header that is signed. */
function signed(sign: (values: Values) => string, values: Values): string | undefined {
  try {
    return sign(values);
  } catch {
    return undefined;
  }
}

/** Compares the bytes, in constant time: providers write hexadecimal digits in both cases. */
function isEqual(given: string, expected: string | undefined, encoding: 'base64' | 'hex'): boolean {
  if (expected === undefined) return false;
  const [one, other] = [Buffer.from(given, encoding), Buffer.from(expected, encoding)];
  return one.length === other.length && timingSafeEqual(one, other);
}

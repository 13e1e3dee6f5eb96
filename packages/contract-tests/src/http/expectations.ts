import { expect } from 'chai';
import type { HttpAnswer } from './http-answer.js';
import type { Expectation } from './http-scenario.js';

/** The headers that are compared. All others (`Date`, `ETag`, `Vary`, the framing) are up to the host. */
export const headersThatMatter = [
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'allow',
  'cache-control',
  'content-encoding',
  'content-language',
  'content-security-policy',
  'content-type',
  'location',
  'referrer-policy',
  'retry-after',
  'set-cookie',
  'www-authenticate',
  'x-content-type-options',
] as const;

/** The part of an answer that must be the same for every host. */
export function comparable({ status, headers, body }: HttpAnswer): HttpAnswer {
  const kept = headersThatMatter.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { status, headers: Object.fromEntries(kept), body };
}

/** The headers that let a web client call from anywhere. Source: Matrix client-server API, "Web Browser Clients". */
export function expectCors({ headers }: HttpAnswer): void {
  expect(headers['access-control-allow-origin']).to.equal('*');
  expect(headers['access-control-allow-methods']).to.match(/\bGET\b.*\bPOST\b.*\bOPTIONS\b/);
  expect(headers['access-control-allow-headers']).to.match(/\bContent-Type\b.*\bAuthorization\b/);
  expect(headers['access-control-expose-headers']).to.match(/\bRetry-After\b/);
}

/** A JSON answer with a status, readable by any origin, never cached. */
export function expectJson(answer: HttpAnswer, status: number): Readonly<Record<string, unknown>> {
  expect(answer.status, answer.body.slice(0, 200)).to.equal(status);
  expect(answer.headers['content-type']).to.equal('application/json');
  expect(answer.headers['cache-control']).to.equal('no-store');
  expectCors(answer);
  return JSON.parse(answer.body) as Readonly<Record<string, unknown>>;
}

export function json(status: number, value: Readonly<Record<string, unknown>>): Expectation {
  return (answer) => {
    expect(expectJson(answer, status)).to.deep.equal(value);
  };
}

/** A Matrix error with only the fields of the specification. */
export function matrixError(status: number, errcode: string): Expectation {
  return (answer) => {
    const body = expectJson(answer, status);
    expect(body).to.have.all.keys('errcode', 'error');
    expect(body['errcode']).to.equal(errcode);
    expect(body['error']).to.be.a('string').that.is.not.empty;
  };
}

/** 405, with the allowed methods. */
export function methodNotAllowed(allow: string): Expectation {
  return (answer) => {
    matrixError(405, 'M_UNRECOGNIZED')(answer);
    expect(answer.headers['allow']).to.equal(allow);
  };
}

/** 429, with the wait in milliseconds and, rounded up, in seconds. */
export function expectLimited(answer: HttpAnswer, retryAfterMs: number): void {
  const { error, ...body } = expectJson(answer, 429);
  expect(error).to.be.a('string').that.is.not.empty;
  expect(body).to.deep.equal({ errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: retryAfterMs });
  expect(answer.headers['retry-after']).to.equal(String(Math.ceil(retryAfterMs / 1_000)));
}

/** A page for a person, in a language, never cached, which can contain nothing from a request. */
export function page(status: number, language = 'en'): Expectation {
  return (answer) => {
    const { headers, body } = answer;
    expect(answer.status, body.slice(0, 200)).to.equal(status);
    expect(headers['content-type']).to.equal('text/html; charset=utf-8');
    expect(headers['content-language']).to.equal(language);
    expect(headers['content-security-policy']).to.match(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(headers['referrer-policy']).to.equal('no-referrer');
    expect(headers['x-content-type-options']).to.equal('nosniff');
    expect(headers['cache-control']).to.equal('no-store');
    expect(headers['vary']).to.match(/\bAccept-Language\b/i);
    expectCors(answer);
    expect(body).to.match(new RegExp(`^<!doctype html>\\s*<html lang="${language}" dir="(ltr|rtl)">`));
    expect(body).not.to.match(/<script|onload=|javascript:/i);
  };
}

/** An answer without a body to a preflight request. */
export function noContent(answer: HttpAnswer): void {
  expect(answer.status).to.equal(204);
  expect(answer.body).to.equal('');
  expectCors(answer);
}

/** The expectation of all refusals: a 4xx with a Matrix error or a page. */
export function refused(answer: HttpAnswer): void {
  expect(answer.status, answer.body.slice(0, 200)).to.be.within(400, 499);
  if (answer.headers['content-type']?.startsWith('text/html') === true) page(answer.status)(answer);
  else expect(expectJson(answer, answer.status)['errcode']).to.match(/^M_[A-Z_]+$/);
}

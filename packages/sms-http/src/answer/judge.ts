import { meaningOfStatusAlone, type FailureMeaning } from '@threepid/core';
import type { AnswerRule, SmsHttpDeclaration } from '../declaration/sms-http-declaration.js';
import { compileConditions, type ProviderAnswer, type Test } from './condition.js';
import { compilePlace, compilePlaces, type Finder } from './place.js';
import { compileRetryAfter, type RetryDelay } from './retry-after.js';

/** The meaning of an answer. `id` is undefined if the provider has none. */
export type Judgement =
  | { readonly kind: 'sent'; readonly id: string | undefined }
  | {
      readonly kind: 'failed';
      readonly meaning: FailureMeaning;
      readonly error: ProviderWords;
      /** The time until another attempt, in milliseconds. */
      readonly retryAfterMs?: number | undefined;
    };

/** What a provider says about an error. */
export interface ProviderWords {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Judges an answer at `now`, in Unix milliseconds. */
export type Judge = (answer: ProviderAnswer, now: number) => Judgement;

/** Compiles what a declaration says about answers. */
export function compileJudge({ answers, errors = {} }: SmsHttpDeclaration): Judge {
  const rules = answers.map(compileRule);
  const meanings = meaningsByCode(errors.meanings ?? {});
  const code = compilePlaces(errors.code);
  const message = compilePlaces(errors.message);
  const requestId = compilePlaces(errors.requestId);
  const byHeader = compileRetryAfter();
  return (answer, now) => {
    const rule = rules.find(({ test }) => test(answer));
    const error = { code: code(answer), message: message(answer), requestId: requestId(answer) };
    if (rule?.then === 'sent') return sentBy(rule, answer, error);
    const meaning = meaningOf(rule, answer.status, meanings.get(error.code ?? ''));
    if (meaning !== 'not-taken') return { kind: 'failed', meaning, error };
    return { kind: 'failed', meaning, error, retryAfterMs: (rule?.delay ?? byHeader)(answer, now) };
  };
}

interface Rule {
  readonly test: Test;
  readonly then: AnswerRule['then'];
  readonly id: Finder | undefined;
  readonly delay: RetryDelay;
}

function compileRule({ when, then, id, retryAfter }: AnswerRule): Rule {
  const find = id === undefined ? undefined : compilePlace(id);
  return { test: compileConditions(when), then, id: find, delay: compileRetryAfter(retryAfter) };
}

function sentBy({ id }: Rule, answer: ProviderAnswer, error: ProviderWords): Judgement {
  if (id === undefined) return { kind: 'sent', id: undefined };
  const found = id(answer);
  if (found !== undefined) return { kind: 'sent', id: found };
  return { kind: 'failed', meaning: 'unknown', error: { ...error, message: 'no message id' } };
}

/** A rule decides before the table, and the table before the status. */
function meaningOf(
  rule: Rule | undefined,
  status: number,
  listed: FailureMeaning | undefined,
): FailureMeaning {
  if (rule?.then === 'by-code') return listed ?? 'rejected-destination';
  if (rule !== undefined && rule.then !== 'sent') return rule.then;
  if (listed !== undefined) return listed;
  return status < 300 ? 'unknown' : meaningOfStatusAlone(status);
}

function meaningsByCode(
  meanings: NonNullable<NonNullable<SmsHttpDeclaration['errors']>['meanings']>,
): ReadonlyMap<string, FailureMeaning> {
  const entries = Object.entries(meanings) as [FailureMeaning, readonly (string | number)[]][];
  return new Map(
    entries.flatMap(([meaning, codes]) => codes.map((code) => [String(code), meaning] as const)),
  );
}

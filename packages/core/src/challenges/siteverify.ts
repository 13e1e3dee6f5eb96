import { OperatorError } from '../errors/operator-error.js';
import { OverloadedError } from '../errors/overloaded-error.js';
import { jsonObjectOf } from '../sms/json-object-of.js';
import { postToProvider } from '../sms/post-to-provider.js';
import {
  checkedSiteverifyOptions,
  type CheckedSiteverifyOptions,
  type SiteverifyOptions,
} from './siteverify-options.js';

/** A service whose siteverify call checks the answers to its widget. */
export interface SiteverifyService {
  /** Its name in errors, such as `Turnstile`. */
  readonly name: string;
  /** The documented URL of the call. */
  readonly url: string;
}

/**
 * The service's verdict.
 *
 * - `accepted`: with the fields of its answer, whose values are not checked.
 * - `refused`: `reason` is for the log, and contains nothing of the client's answer.
 */
export type SiteverifyVerdict =
  | { readonly kind: 'accepted'; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly reason: string };

/** Anybody can send answers that are none, and each causes a call. */
const mostAtOnce = 64;

/** Error codes by which a service says that nothing is wrong with the client's answer, only with these keys. */
const keyErrors: ReadonlySet<string> = new Set([
  'missing-input-secret',
  'invalid-input-secret',
  'sitekey-secret-mismatch',
]);

/**
 * The siteverify call, by which a server asks a widget's service about a client's answer: a form in, JSON out. reCAPTCHA
 * introduced it; hCaptcha, Turnstile and others have the same.
 */
export class Siteverify {
  readonly #service: SiteverifyService;
  readonly #options: CheckedSiteverifyOptions;
  #underWay = 0;

  /** @throws TypeError if an option is invalid; the message names the option, and never contains its value. */
  constructor(service: SiteverifyService, options: SiteverifyOptions) {
    this.#service = service;
    this.#options = checkedSiteverifyOptions(options, service.url);
  }

  /** The widget's public key. */
  get siteKey(): string {
    return this.#options.siteKey;
  }

  /**
   * Asks about an answer, once. At most 64 calls are made at once.
   *
   * @param form what is sent beside the secret.
   * @throws OperatorError if the service gives no verdict, doesn't accept the keys, or is asked too much. It contains nothing
   *   of the form.
   */
  async ask(form: Readonly<Record<string, string>>): Promise<SiteverifyVerdict> {
    if (this.#underWay >= mostAtOnce)
      throw new OverloadedError(`${this.#service.name} is asked about ${mostAtOnce} answers at once already`);
    this.#underWay += 1;
    try {
      return await this.#judge(form);
    } finally {
      this.#underWay -= 1;
    }
  }

  async #judge(form: Readonly<Record<string, string>>): Promise<SiteverifyVerdict> {
    const fields = await this.#fieldsOf(form);
    if (fields['success'] === true) return this.#accepted(fields);
    const codes = errorCodesOf(fields);
    if (codes.some((code) => keyErrors.has(code)))
      throw this.#error(`rejects its keys (${codes.join(', ')})`);
    if (codes.includes('internal-error')) throw this.#error('had an internal error');
    return { kind: 'refused', reason: codes.join(', ') || 'the service gives no reason' };
  }

  async #fieldsOf(form: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>> {
    const { secret, url, timeoutMs, fetch } = this.#options;
    const exchange = await postToProvider({
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ secret, ...form }).toString(),
      timeoutMs,
      fetch,
    });
    if (exchange.kind === 'failed')
      throw this.#error(`gave no answer: ${exchange.reason} (${exchange.code})`);
    const fields = jsonObjectOf(exchange.body);
    if (isVerdict(exchange.status, fields)) return fields;
    throw this.#error(`answered ${exchange.status}, without a verdict`);
  }

  #accepted(fields: Readonly<Record<string, unknown>>): SiteverifyVerdict {
    const { hostnames } = this.#options;
    const { hostname } = fields;
    const host = typeof hostname === 'string' ? hostname.toLowerCase() : undefined;
    if (hostnames === undefined || hostnames.has(host)) return { kind: 'accepted', fields };
    return { kind: 'refused', reason: 'it was solved on the page of another host' };
  }

  #error(what: string): OperatorError {
    return new OperatorError(`${this.#service.name} ${what}`);
  }
}

/** Services refuse with client errors too; but what accepts with another status than 200 isn't the service. */
function isVerdict(status: number, { success }: Readonly<Record<string, unknown>>): boolean {
  if (status === 200) return typeof success === 'boolean';
  return status >= 400 && status < 500 && success === false;
}

/** At most 8, and only what looks like a code: whatever else stands there is kept out of logs. */
function errorCodesOf({ 'error-codes': codes }: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(codes) ? codes.filter(isErrorCode).slice(0, 8) : [];
}

function isErrorCode(code: unknown): code is string {
  return typeof code === 'string' && /^[a-z]{1,20}(?:-[a-z]{1,20}){1,6}$/.test(code);
}

import { setTimeout as wait } from 'node:timers/promises';
import {
  callProvider,
  createSecretRemover,
  ProviderError,
  reachProvider,
  resultOfFailedExchange,
  resultOfFailure,
  systemClock,
  type Clock,
  type DeliveryReceipt,
  type MessageChannel,
  type MessageOrigin,
  type MessageReport,
  type SecretRemover,
  type ProviderCallback,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { compileJudge, type Judge } from './answer/judge.js';
import { documentOf } from './answer/place.js';
import { resultOf } from './answer/result-of.js';
import { createCallback } from './callback/create-callback.js';
import { DeclarationError, readDeclaration } from './check/check-declaration.js';
import type { SmsHttpDeclaration } from './declaration/sms-http-declaration.js';
import type { HttpSmsSenderOptions } from './settings/http-sms-sender-options.js';
import { createReporter } from './report/create-reporter.js';
import { compileRequest, type OutgoingRequest, type RequestRenderer } from './request/compile-request.js';
import { sampleMessage } from './request/sample-message.js';
import { errorsOfOptions, inWords } from './settings/errors-of-options.js';
import { originOf } from './settings/origin-of.js';
import { secretsOf } from './settings/secrets-of.js';
import { createSettingsFor, type SettingsFor } from './settings/settings-for.js';
import type { Values } from './template/compile-template.js';
import { UnsendableError } from './template/escape.js';
import { messagePlaceholders, valuesOf } from './template/placeholders.js';

/** Sends messages with any HTTP API that a declaration describes; see `SmsHttpDeclaration`. */
export class HttpSmsSender implements SmsSender {
  readonly name: string;
  readonly channel: MessageChannel;
  /** Absent if the declaration has no reports, or the setting that asks for them isn't set. */
  readonly report?: (report: MessageReport) => Promise<void>;
  /** One, if the declaration has receipts and all settings that check them are set. */
  readonly callbacks: readonly ProviderCallback[];
  readonly #declaration: SmsHttpDeclaration;
  readonly #options: HttpSmsSenderOptions;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #settingsFor: SettingsFor;
  readonly #withoutSecrets: SecretRemover;
  readonly #request: RequestRenderer;
  readonly #judge: Judge;
  #listener: (receipt: DeliveryReceipt) => void = () => undefined;

  /**
   * @param declaration a recipe of `readRecipe`, or one of your own: it is checked.
   * @throws DeclarationError with all errors of the declaration or the options, without values.
   */
  constructor(declaration: SmsHttpDeclaration, options: HttpSmsSenderOptions = {}) {
    readDeclaration(declaration);
    const errors = errorsOfOptions(declaration, options);
    if (errors.length > 0) throw new DeclarationError(errors.map(inWords));
    this.name = options.name ?? declaration.name;
    this.channel = declaration.channel ?? 'sms';
    this.#declaration = declaration;
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 8_000;
    this.#clock = options.clock ?? systemClock;
    this.#settingsFor = createSettingsFor(declaration, options.settings ?? {}, options.byCountry ?? {});
    this.#withoutSecrets = createSecretRemover(secretsOf(declaration, options));
    this.#request = compileRequest(declaration.request, options.baseUrl);
    this.#judge = compileJudge(declaration);
    const report = createReporter(declaration, {
      ...options,
      settingsFor: this.#settingsFor,
      timeoutMs: this.#timeoutMs,
      clock: this.#clock,
    });
    if (report !== undefined) this.report = report;
    this.callbacks = this.#callbacks();
  }

  /** Tries once more only if the provider says that it hasn't taken the message, and when to try again. */
  async send(message: SmsMessage): Promise<SmsResult> {
    const started = this.#clock.now();
    const first = await this.#attempt(message, this.#timeoutMs);
    if (first.retryAfterMs === undefined) return first.result;
    const left = this.#timeoutMs - (this.#clock.now() - started) - first.retryAfterMs;
    // An attempt that runs out of time leaves open whether the message was taken, which is certain now.
    if (left < this.#timeoutMs / 2) return first.result;
    await wait(first.retryAfterMs);
    return (await this.#attempt(message, left)).result;
  }

  /** Resolves if the provider's host answers at all. It sends no credentials: they may be allowed to send messages only. */
  async ready(): Promise<void> {
    const { url } = this.#request(this.#valuesOf(sampleMessage));
    await reachProvider(new URL('/', url), { timeoutMs: this.#timeoutMs, fetch: this.#options.fetch });
  }

  /** What the settings named in the declaration's `origin` say. */
  originFor(country: string): MessageOrigin | undefined {
    const { origin } = this.#declaration;
    return origin === undefined ? undefined : originOf(origin, this.#settingsFor(country));
  }

  onReceipt(listener: (receipt: DeliveryReceipt) => void): void {
    this.#listener = listener;
  }

  #callbacks(): readonly ProviderCallback[] {
    const { callback: declared } = this.#declaration;
    if (declared === undefined) return [];
    const callback = createCallback(declared, this.name, this.#settingsFor(undefined), (receipt) => {
      this.#listener(receipt);
    });
    return callback === undefined ? [] : [callback];
  }

  async #attempt(message: SmsMessage, timeoutMs: number): Promise<Attempt> {
    const request = this.#requestOf(message);
    if (request instanceof UnsendableError) return { result: this.#unsendable(request, message) };
    const exchange = await callProvider({ ...request, timeoutMs, fetch: this.#options.fetch });
    if (exchange.kind === 'failed') return { result: resultOfFailedExchange(exchange, this.name, message) };
    const { status, headers, body } = exchange;
    const judgement = this.#judge({ status, headers, document: documentOf(body) }, this.#clock.now());
    const result = resultOf(judgement, {
      provider: this.name,
      status,
      message,
      withoutSecrets: this.#withoutSecrets,
    });
    return { result, retryAfterMs: judgement.kind === 'failed' ? judgement.retryAfterMs : undefined };
  }

  #requestOf(message: SmsMessage): OutgoingRequest | UnsendableError {
    try {
      return this.#request(this.#valuesOf(message));
    } catch (error) {
      if (error instanceof UnsendableError) return error;
      throw error;
    }
  }

  #valuesOf(message: SmsMessage): Values {
    return valuesOf(messagePlaceholders, message, this.#clock.now(), this.#settingsFor(message.country));
  }

  /** The settings were tried at the start, so it is something in the message, which strangers ask for. */
  #unsendable({ message: reason }: UnsendableError, message: SmsMessage): SmsResult {
    return resultOfFailure(
      'rejected-destination',
      new ProviderError(reason, { provider: this.name }, message),
    );
  }
}

interface Attempt {
  readonly result: SmsResult;
  /** The time until another attempt, in milliseconds. Undefined: there is none. */
  readonly retryAfterMs?: number | undefined;
}

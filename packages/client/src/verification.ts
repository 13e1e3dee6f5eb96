import type { ThreepidClientError } from './client-error.js';
import { progressFromJson, progressToJson, type KeptProgress } from './kept-progress.js';
import type { ChallengeProgress } from './prove.js';
import { createThreepidClient, type RequestResult, type ThreepidClient } from './threepid-client.js';
import { problemOf } from './verification-problem.js';
import { numberOf, sessionOf, type NumberToVerify } from './verification-session.js';
import {
  askingCode,
  failed,
  firstStep,
  settled,
  type AskingCode,
  type VerificationProgress,
  type SendingMessage,
  type VerificationState,
} from './verification-state.js';

/** Options of a verification. */
export interface VerificationOptions {
  /** Default: a client of the page's origin. */
  readonly client?: ThreepidClient | undefined;
  /**
   * Storage in which the progress survives a reload, such as `() => sessionStorage`: a function, because a server has no
   * such storage, and a browser may forbid it. Default: none, so that a reloaded page starts over.
   */
  readonly storage?: KeptProgress | (() => KeptProgress) | undefined;
  /** Key in the storage. Two verifications on one page need different ones. Default: `threepid`. */
  readonly storageKey?: string | undefined;
  /** Time until the message may be sent again, in milliseconds. Default: 30,000. */
  readonly resendAfterMs?: number | undefined;
  /** The time in Unix milliseconds. Default: the platform's. */
  readonly now?: (() => number) | undefined;
}

/**
 * The verification of a number: a state to show, and what a person can do. A call that the state doesn't allow, such as a
 * second one while the first is in flight, does nothing. No call rejects: what went wrong is in the state. All functions
 * are bound.
 */
export interface Verification {
  /** The same object until something changes. */
  readonly state: VerificationState;
  /** Calls the listener after each change, until the returned function is called. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Continues where the page was before a reload. Call it in the browser, once the first step is rendered. */
  readonly restore: () => void;
  /**
   * In the step `number`: requests a message. The number of the last request continues its session, with a greater send
   * attempt.
   */
  readonly request: (number: NumberToVerify) => Promise<void>;
  /**
   * In the step `code`: requests the message again, with the same code while it is valid. If the session is dead, it
   * starts a new one. Your page waits until `resendAt`; besides, the server has its limits.
   *
   * @param how another `channel` than the last one.
   */
  readonly resend: (how?: Pick<NumberToVerify, 'channel'>) => Promise<void>;
  /** In the step `code`: submits a code as the person typed it. */
  readonly submit: (code: string) => Promise<void>;
  /** Returns to the step `number`, from any step but `verified`. */
  readonly changeNumber: () => void;
  /** Returns to the first step, and forgets everything. */
  readonly restart: () => void;
  /** Ends the call in flight, such as when the component leaves the page. What was typed stays; the next call goes on. */
  readonly stop: () => void;
}

/** Creates a verification. It makes no call by itself, so a server can create one too. */
export function createVerification(options: VerificationOptions = {}): Verification {
  return new RunningVerification(options);
}

/** A call that the server answered with an error. */
interface Refused {
  readonly ok: false;
  readonly error: ThreepidClientError;
}

const start: VerificationProgress = { state: firstStep, next: undefined };

class RunningVerification implements Verification {
  readonly #options;
  readonly #listeners = new Set<() => void>();
  #progress = start;
  /** The call in flight. */
  #call: AbortController | undefined;

  constructor(options: VerificationOptions) {
    this.#options = {
      client: options.client ?? createThreepidClient(),
      storage: options.storage,
      storageKey: options.storageKey ?? 'threepid',
      resendAfterMs: options.resendAfterMs ?? 30_000,
      now: options.now ?? (() => Date.now()),
    };
  }

  get state(): VerificationState {
    return this.#progress.state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly restore = (): void => {
    if (this.state.step !== 'number') return;
    const kept = this.#stored((storage) => progressFromJson(storage.getItem(this.#options.storageKey)));
    if (kept !== undefined) this.#show(kept);
  };

  readonly request = async (typed: NumberToVerify): Promise<void> => {
    if (this.state.step !== 'number') return;
    await this.#send({ step: 'sending', number: numberOf(typed), challenge: undefined }, typed, 0);
  };

  readonly resend = async (how?: Pick<NumberToVerify, 'channel'>): Promise<void> => {
    const { state } = this;
    if (state.step !== 'code' || state.resending) return;
    const during: AskingCode = { ...state, problem: undefined, resending: true };
    await this.#send(during, { ...state.session, ...how }, state.resent + 1);
  };

  readonly submit = async (code: string): Promise<void> => {
    const { state, next } = this.#progress;
    if (state.step !== 'code' || state.resending || state.dead) return;
    const { session } = state;
    await this.#run<{ readonly ok: true }>(
      { state: { ...state, step: 'checking', problem: undefined, code }, next },
      (signal) => this.#options.client.submit(session, code, { signal }),
      // Another request starts a new session.
      () => ({ state: { step: 'verified', session }, next: undefined }),
    );
  };

  readonly changeNumber = (): void => {
    const { state, next } = this.#progress;
    if (state.step === 'number' || state.step === 'verified') return;
    const number = state.step === 'sending' ? state.number : numberOf(state.session);
    this.#end({ state: { ...firstStep, number }, next });
  };

  readonly restart = (): void => {
    this.#end(start);
  };

  readonly stop = (): void => {
    const { state, next } = this.#progress;
    if (this.#call !== undefined) this.#end({ state: settled(state), next });
  };

  /** Requests a message, and shows the progress of the work that the server asks for first. */
  #send(state: SendingMessage | AskingCode, number: NumberToVerify, resent: number): Promise<void> {
    const next = sessionOf(number, this.#progress.next);
    return this.#run<Extract<RequestResult, { readonly ok: true }>>(
      { state, next },
      (signal) => {
        const onChallenge = (challenge: ChallengeProgress): void => {
          if (!signal.aborted) this.#show({ state: { ...state, challenge }, next });
        };
        return this.#options.client.request(next, { signal, onChallenge });
      },
      ({ session }) => ({
        state: askingCode(session, this.#options.now() + this.#options.resendAfterMs, resent),
        next: session,
      }),
    );
  }

  /** Makes a call. Its answer changes nothing if the call was ended meanwhile. */
  async #run<Result extends { readonly ok: true }>(
    during: VerificationProgress,
    call: (signal: AbortSignal) => Promise<Result | Refused>,
    succeeded: (result: Result) => VerificationProgress,
  ): Promise<void> {
    const controller = new AbortController();
    this.#call = controller;
    this.#go(during);
    const after = await call(controller.signal).then(
      (result) =>
        result.ok
          ? succeeded(result)
          : failed(during, problemOf(result.error, this.#options.now(), this.#options.resendAfterMs)),
      (error: unknown) => failed(during, { kind: 'failed', error }),
    );
    if (this.#call === controller) this.#end(after);
  }

  /** Ends the call in flight, if there is one. */
  #end(progress: VerificationProgress): void {
    this.#call?.abort();
    this.#call = undefined;
    this.#go(progress);
  }

  /** A change that survives a reload. */
  #go(progress: VerificationProgress): void {
    this.#stored((storage) => {
      storage.setItem(this.#options.storageKey, progressToJson(progress));
    });
    this.#show(progress);
  }

  #show(progress: VerificationProgress): void {
    this.#progress = progress;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Without storage, or with a full one, a reloaded page starts over. */
  #stored<Result>(use: (storage: KeptProgress) => Result): Result | undefined {
    try {
      const { storage: given } = this.#options;
      const storage = typeof given === 'function' ? given() : given;
      return storage && use(storage);
    } catch {
      return undefined;
    }
  }
}

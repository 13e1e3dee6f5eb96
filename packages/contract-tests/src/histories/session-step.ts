import {
  ModelStorage,
  noModelState,
  type ModelMessage,
  type ModelSession,
  type ModelState,
} from '../session-storage/model-storage.js';
import type { SessionCall } from '../session-storage/session-call.js';
import type { ModelStep, SequentialModel } from './sequential-model.js';

/** A call, or the part of `forget` and `release` that removes one thing: they are no single step. */
export type SessionStep =
  | SessionCall
  | { readonly to: 'removeSession'; readonly request: { readonly key: string } }
  | { readonly to: 'removeCounts'; readonly request: { readonly key: string } };

/** An answer that is an outcome. */
interface Answer {
  readonly kind: string;
  readonly first?: boolean;
  readonly message?: { readonly kind: string };
}

const looks: ReadonlySet<SessionStep['to']> = new Set(['read', 'outcomeOf', 'messageTimes', 'spentTimes']);

/** By what is answered, calls that usually change something changed nothing. */
const lookAnswers: Partial<Record<SessionStep['to'], (answer: Answer) => boolean>> = {
  open: ({ message }) => message?.kind !== 'claimed',
  submit: ({ kind, first }) => kind !== 'incorrect' && first !== true,
  consume: ({ kind }) => kind !== 'validated',
  spend: ({ kind }) => kind === 'limited',
};

/** What a session storage answers to steps one after the other, as `ModelStorage` does. */
export class SessionModel implements SequentialModel<ModelState, SessionStep> {
  readonly initial = noModelState;
  /** A short name for each session and each list of times that was ever stored. */
  private readonly names = new Map<string, string>();
  private readonly nameOf = new WeakMap<object, string>();

  steps(state: ModelState, step: SessionStep): readonly ModelStep<ModelState>[] {
    if (step.to === 'removeSession') return [removed(state, { sessions: step.request.key })];
    if (step.to === 'removeCounts') return [removed(state, { counts: step.request.key })];
    const model = new ModelStorage(state);
    const answer = model.take(step);
    const taken = { state: model.state, answer };
    const permanent = 'now' in step.request ? withEnded(state, taken.state, step.request.now) : undefined;
    return permanent === undefined ? [taken] : [taken, { state: permanent, answer }];
  }

  fingerprint(state: ModelState): string {
    const known = this.nameOf.get(state);
    if (known !== undefined) return known;
    const fingerprint = `${this.named(state.sessions)} ${this.named(state.counts)}`;
    this.nameOf.set(state, fingerprint);
    return fingerprint;
  }

  isLook({ to }: SessionStep, answer: unknown): boolean {
    return looks.has(to) || (isAnswer(answer) && lookAnswers[to]?.(answer) === true);
  }

  private named(map: ReadonlyMap<string, object>): string {
    const entries = [...map].map(([key, value]) => `${key}${this.name(value)}`);
    return entries.length < 2 ? (entries[0] ?? '') : entries.sort().join();
  }

  private name(value: object): string {
    const known = this.nameOf.get(value);
    if (known !== undefined) return known;
    const text = JSON.stringify(value);
    const name = this.names.get(text) ?? `#${this.names.size.toString(36)}`;
    this.names.set(text, name);
    this.nameOf.set(value, name);
    return name;
  }
}

function removed(
  { sessions, counts }: ModelState,
  { sessions: session, counts: count }: { readonly sessions?: string; readonly counts?: string },
): ModelStep<ModelState> {
  const state = {
    sessions: new Map([...sessions].filter(([key]) => key !== session)),
    counts: new Map([...counts].filter(([key]) => key !== count)),
  };
  return { state, answer: undefined };
}

/**
 * A step that changes a session may let its claims that have ended count as sent for good, which a later call by an earlier
 * clock sees. Undefined if there are none.
 */
function withEnded(before: ModelState, after: ModelState, now: number): ModelState | undefined {
  const changed = [...after.sessions].filter(([key, session]) => {
    return before.sessions.get(key) !== session && session.messages.some((message) => hasEnded(message, now));
  });
  if (changed.length === 0) return undefined;
  return {
    ...after,
    sessions: new Map([
      ...after.sessions,
      ...changed.map(([key, session]) => [key, ended(session, now)] as const),
    ]),
  };
}

function hasEnded({ result, until }: ModelMessage, now: number): boolean {
  return result === undefined && until <= now;
}

function ended(session: ModelSession, now: number): ModelSession {
  const messages = session.messages.map((message) =>
    hasEnded(message, now) ? { ...message, result: 'sent' as const } : message,
  );
  return { ...session, messages };
}

function isAnswer(answer: unknown): answer is Answer {
  return typeof answer === 'object' && answer !== null && 'kind' in answer;
}

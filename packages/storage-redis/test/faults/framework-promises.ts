import type { Deed, Done, FrameworkHistory, FrameworkCall, RecordedMessage } from './framework-history.js';

/** Messages that a number gets in 10 minutes, which is longer than a history. */
const mostMessages = 5;
const wrongCodesAllowed = 5;

/** What a caller may be told beside success, and that the storage is unavailable. */
const promisedErrors: Readonly<Record<Deed['to'], readonly string[]>> = {
  request: ['M_LIMIT_EXCEEDED', 'M_SEND_ERROR', 'M_DESTINATION_REJECTED'],
  submit: ['M_TOKEN_INCORRECT', 'M_SESSION_EXPIRED', 'M_NO_VALID_SESSION'],
  read: ['M_SESSION_NOT_VALIDATED', 'M_SESSION_EXPIRED', 'M_NO_VALID_SESSION'],
  consume: ['M_SESSION_NOT_VALIDATED', 'M_SESSION_EXPIRED', 'M_NO_VALID_SESSION'],
};

type CallTo<To extends Deed['to']> = FrameworkCall & { readonly deed: Extract<Deed, { to: To }> };

/** What the framework promises whoever calls it, and each that a history breaks. */
export class FrameworkPromises {
  constructor(
    private readonly history: FrameworkHistory,
    /** True if a step may be taken twice, because the client sends it again after a lost connection. */
    private readonly isResending = false,
  ) {}

  /** One line for each time that a promise is broken. */
  broken(): readonly string[] {
    return [
      ...this.otherAnswers(),
      ...this.messagesOfEqualAttempts(),
      ...this.messagesOfLesserAttempts(),
      ...this.messagesOfNumbers(),
      ...this.successesWithoutMessage(),
      ...this.limitsOfNothing(),
      ...this.codesThatWereNotSent(),
      ...this.rightCodesThatAreWrong(),
      ...this.guesses(),
      ...this.firstSuccesses(),
      ...this.timesOfValidation(),
      ...this.validationsOfNobody(),
      ...this.validationsThatAreForgotten(),
      ...this.consumedTwice(),
    ];
  }

  /** Messages that equal attempts may have sent once more: the provider didn't know of one before. */
  get sentAgain(): number {
    return [...this.equalMessages()].reduce((sum, messages) => sum + Math.max(0, messages.length - 1), 0);
  }

  private otherAnswers(): readonly string[] {
    return this.history.calls.flatMap(({ deed, answer }) =>
      answer?.kind !== 'refused' || promisedErrors[deed.to].includes(answer.error)
        ? []
        : [`${deed.to} was answered ${answer.error}`],
    );
  }

  /** One more for each that may not have been sent, and for each time that the session was consumed. */
  private messagesOfEqualAttempts(): readonly string[] {
    return [...this.equalMessages()].flatMap((messages) => {
      const [first] = messages;
      const unknown = messages.filter(({ sent }) => sent === 'perhaps').length;
      const most = 1 + unknown + (first === undefined ? 0 : this.consumed(first.call).length);
      return messages.length <= most ? [] : [`${messages.length} messages of equal attempts, not ${most}`];
    });
  }

  private messagesOfLesserAttempts(): readonly string[] {
    return this.history.messages.flatMap((message) => {
      if (this.consumed(message.call).length > 0) return [];
      const before = this.ofCaller(message.call, this.history.messages).filter(
        ({ sent, call: { ended } }) => sent === 'yes' && ended < message.call.began,
      );
      const greater = before.find(({ call }) => attemptOf(call) >= attemptOf(message.call));
      return greater === undefined ? [] : [`a message of attempt ${attemptOf(message.call)} after a greater`];
    });
  }

  private messagesOfNumbers(): readonly string[] {
    return [...groups(this.taken(), ({ call }) => call.caller.number)].flatMap(([number, messages]) =>
      messages.length <= mostMessages ? [] : [`${messages.length} messages to ${number}`],
    );
  }

  private successesWithoutMessage(): readonly string[] {
    return this.callsTo('request').flatMap((call) => {
      const isSent = this.ofCaller(call, this.history.messages).some(
        (message) =>
          message.sent === 'yes' &&
          message.began < call.ended &&
          attemptOf(message.call) >= call.deed.attempt,
      );
      return call.answer?.kind !== 'done' || isSent ? [] : ['a success without a message'];
    });
  }

  private limitsOfNothing(): readonly string[] {
    const requests = this.callsTo('request');
    return requests.flatMap((call) => {
      if (errorOf(call) !== 'M_LIMIT_EXCEEDED') return [];
      const counted = requests.filter(
        ({ caller, began }) => caller.number === call.caller.number && began < call.ended,
      );
      return counted.length > mostMessages ? [] : [`a limit after ${counted.length} requests`];
    });
  }

  private codesThatWereNotSent(): readonly string[] {
    return this.callsTo('submit').flatMap((call) => {
      if (call.answer?.kind !== 'done') return [];
      const carriers = this.carriersOf(call).filter(({ began }) => began < call.ended);
      if (carriers.length === 0) return ['a code validated that was never made for its session'];
      const isSent = carriers.some((message) => message.sent !== 'certainly not');
      return isSent || this.mayBeUnderWay(call) ? [] : ['a code validated that was certainly never sent'];
    });
  }

  /** True if somebody else may have claimed a message that carries the code, which then is as good as sent. */
  private mayBeUnderWay(submit: CallTo<'submit'>): boolean {
    return this.ofCaller(submit, this.callsTo('request')).some(
      ({ began, ended, answer, isSettleLost }) =>
        began < submit.ended && (ended > submit.began || answer?.kind === 'unavailable' || isSettleLost),
    );
  }

  private rightCodesThatAreWrong(): readonly string[] {
    return this.callsTo('submit').flatMap((call) => {
      const isRight = this.carriersOf(call).some(
        (message) =>
          message.sent === 'yes' && message.call.ended < call.began && sidOf(message.call) === call.deed.sid,
      );
      return isRight && errorOf(call) === 'M_TOKEN_INCORRECT' ? ['a right code was judged wrong'] : [];
    });
  }

  private guesses(): readonly string[] {
    const judged = this.callsTo('submit').filter((call) => errorOf(call) === 'M_TOKEN_INCORRECT');
    const told = this.callsTo('request').filter((call) => sidOf(call) !== undefined);
    return [
      ...[...groups(judged, ({ deed }) => deed.sid)]
        .filter(([, calls]) => calls.length > wrongCodesAllowed)
        .map(([, calls]) => `${calls.length} guesses were judged in a session`),
      ...[...groups(told, ({ caller }) => caller.number)]
        .map(([, calls]) => new Set(calls.map(sidOf)).size)
        .filter((sessions) => sessions > mostMessages)
        .map((sessions) => `${sessions} sessions of a number can be guessed in`),
    ];
  }

  private firstSuccesses(): readonly string[] {
    return [...groups(this.callsTo('submit'), ({ deed }) => deed.sid)].flatMap(([sid, calls]) => {
      const first = calls.reduce((sum, { verified }) => sum + verified, 0);
      const least = this.isSureOfFirst(sid, calls) ? 1 : 0;
      return first <= 1 && first >= least ? [] : [`a session had ${first} first successes`];
    });
  }

  /** True if the answer of no step was lost, and no code was submitted before its message was settled. */
  private isSureOfFirst(sid: string, calls: readonly CallTo<'submit'>[]): boolean {
    if (this.isResending || calls.some(isUnseen)) return false;
    const successes = calls.filter(({ answer }) => answer?.kind === 'done');
    const began = Math.min(...successes.map((call) => call.began));
    const messages = this.history.messages.filter(({ call }) => sidOf(call) === sid);
    const isSettled = messages.some(
      ({ sent, call }) => sent === 'yes' && !call.isSettleLost && call.ended < began,
    );
    return successes.length > 0 && isSettled;
  }

  private timesOfValidation(): readonly string[] {
    const told = this.ofSessions().filter(({ answer }) => answer?.kind === 'done');
    return [...groups(told, ({ deed }) => deed.sid)].flatMap(([, calls]) => {
      const times = new Set(calls.map((call) => doneOf(call)?.validatedAt));
      return times.size === 1 ? [] : [`a session was validated at ${[...times].join(', ')}`];
    });
  }

  private validationsOfNobody(): readonly string[] {
    return this.callsTo('read', 'consume').flatMap((call) => {
      const told = doneOf(call);
      if (told === undefined) return [];
      if (`+${told.address ?? ''}` !== call.caller.number) return ['a session has validated another number'];
      const isSubmitted = this.callsTo('submit').some(
        (submit) =>
          submit.deed.sid === call.deed.sid && submit.began < call.ended && this.mayHaveValidated(submit),
      );
      return isSubmitted ? [] : ['a session is validated, and nobody submitted its code'];
    });
  }

  /** A right code that is taken twice may be too late the second time, and nobody sees what it was answered the first time. */
  private mayHaveValidated(submit: CallTo<'submit'>): boolean {
    const error = errorOf(submit);
    if (error === undefined) return true;
    return this.isResending && error !== 'M_TOKEN_INCORRECT' && this.carriersOf(submit).length > 0;
  }

  private validationsThatAreForgotten(): readonly string[] {
    return this.callsTo('read', 'consume').flatMap((call) => {
      const isValidated = this.callsTo('submit').some(
        ({ deed, answer, ended }) =>
          deed.sid === call.deed.sid && ended < call.began && answer?.kind === 'done',
      );
      const error = errorOf(call);
      if (!isValidated || error === undefined) return [];
      return this.mayBeConsumed(call) || this.mayBeReplaced(call)
        ? []
        : [`a validated session was answered ${error}`];
    });
  }

  private mayBeConsumed(call: CallTo<'read' | 'consume'>): boolean {
    return this.consumed(call).some(({ deed, began }) => deed.sid === call.deed.sid && began < call.ended);
  }

  /** True if a session has had its wrong codes, also after its validation: the next request starts another in its place. */
  private mayBeReplaced(call: CallTo<'read' | 'consume'>): boolean {
    const judged = this.callsTo('submit').filter(
      (submit) =>
        submit.deed.sid === call.deed.sid &&
        submit.began < call.ended &&
        (isUnseen(submit) || errorOf(submit) === 'M_TOKEN_INCORRECT'),
    );
    return judged.length * (this.isResending ? 2 : 1) >= wrongCodesAllowed;
  }

  private consumedTwice(): readonly string[] {
    return this.callsTo('consume').flatMap((consumed) => {
      if (consumed.answer?.kind !== 'done') return [];
      const again = this.ofSessions().some(
        (call) =>
          call !== consumed &&
          call.deed.sid === consumed.deed.sid &&
          call.answer?.kind === 'done' &&
          (call.deed.to === 'consume' || call.began > consumed.ended),
      );
      return again ? ['a session was used after it was consumed'] : [];
    });
  }

  /** Messages that the provider took, or perhaps. */
  private taken(): readonly RecordedMessage[] {
    return this.history.messages.filter(({ sent }) => sent !== 'certainly not');
  }

  private equalMessages(): Iterable<readonly RecordedMessage[]> {
    const nameOf = ({ call }: RecordedMessage): string =>
      `${call.caller.number} ${call.caller.clientSecret} ${attemptOf(call)}`;
    return groups(this.taken(), nameOf).values();
  }

  /**
   * Calls of the same caller that consumed a session, or perhaps. A call that is taken twice finds none the second time, and nobody
   * sees what it was answered the first time.
   */
  private consumed(call: FrameworkCall): readonly CallTo<'consume'>[] {
    const perhaps = this.isResending ? ['M_NO_VALID_SESSION', 'M_SESSION_EXPIRED'] : [];
    return this.ofCaller(call, this.callsTo('consume')).filter((consume) => {
      const error = errorOf(consume);
      return error === undefined || perhaps.includes(error);
    });
  }

  /** Messages of the session whose code this is; of some nobody was told the session. */
  private carriersOf(submit: CallTo<'submit'>): readonly RecordedMessage[] {
    return this.ofCaller(submit, this.history.messages).filter(
      ({ code, call }) => code === submit.deed.code && [undefined, submit.deed.sid].includes(sidOf(call)),
    );
  }

  private ofSessions(): readonly CallTo<'submit' | 'read' | 'consume'>[] {
    return this.callsTo('submit', 'read', 'consume');
  }

  private callsTo<To extends Deed['to']>(...names: readonly To[]): readonly CallTo<To>[] {
    return this.history.calls.filter((call): call is CallTo<To> => names.some((to) => to === call.deed.to));
  }

  private ofCaller<Found extends FrameworkCall | RecordedMessage>(
    { caller }: FrameworkCall,
    all: readonly Found[],
  ): readonly Found[] {
    return all.filter((found) => {
      const other = 'call' in found ? found.call.caller : found.caller;
      return other.number === caller.number && other.clientSecret === caller.clientSecret;
    });
  }
}

function attemptOf({ deed }: FrameworkCall): number {
  return deed.to === 'request' ? deed.attempt : 0;
}

function doneOf({ answer }: FrameworkCall): Done | undefined {
  return answer?.kind === 'done' ? answer : undefined;
}

function sidOf(call: FrameworkCall): string | undefined {
  return doneOf(call)?.sid;
}

function errorOf({ answer }: FrameworkCall): string | undefined {
  return answer?.kind === 'refused' ? answer.error : undefined;
}

/** True if nobody knows what a call has done. */
function isUnseen({ answer }: FrameworkCall): boolean {
  return answer === undefined || answer.kind === 'unavailable';
}

function groups<Item>(items: readonly Item[], nameOf: (item: Item) => string): Map<string, Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = found.get(name);
    if (group === undefined) found.set(name, [item]);
    else group.push(item);
  }
  return found;
}

import type {
  ForgetNumber,
  OpenSession,
  ReadMessage,
  ReadMessageTimes,
  ReadSession,
  ReadSpentTimes,
  SessionStorage,
  SettleMessage,
  SpendAllowance,
  SubmitCode,
} from '@threepid/core';

/** The request of `SessionStorage.refund`. */
export type RefundAllowance = Parameters<SessionStorage['refund']>[0];

/** A call of a session storage: the method and its request. */
export type SessionCall =
  | { readonly to: 'open'; readonly request: OpenSession }
  | { readonly to: 'settle'; readonly request: SettleMessage }
  | { readonly to: 'outcomeOf'; readonly request: ReadMessage }
  | { readonly to: 'submit'; readonly request: SubmitCode }
  | { readonly to: 'read' | 'consume'; readonly request: ReadSession }
  | { readonly to: 'spend'; readonly request: SpendAllowance }
  | { readonly to: 'refund'; readonly request: RefundAllowance }
  | { readonly to: 'forget' | 'release'; readonly request: ForgetNumber }
  | { readonly to: 'messageTimes'; readonly request: ReadMessageTimes }
  | { readonly to: 'spentTimes'; readonly request: ReadSpentTimes };

/** Makes a call to a storage. */
export async function callStorage(storage: SessionStorage, call: SessionCall): Promise<unknown> {
  switch (call.to) {
    case 'open':
      return storage.open(call.request);
    case 'settle':
      return storage.settle(call.request);
    case 'outcomeOf':
      return storage.outcomeOf(call.request);
    case 'submit':
      return storage.submit(call.request);
    case 'read':
    case 'consume':
      return storage[call.to](call.request);
    case 'spend':
      return storage.spend(call.request);
    case 'refund':
      return storage.refund(call.request);
    case 'forget':
    case 'release':
      return storage[call.to](call.request);
    case 'messageTimes':
      return storage.messageTimes(call.request);
    case 'spentTimes':
      return storage.spentTimes(call.request);
  }
}

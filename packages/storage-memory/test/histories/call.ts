import type {
  OpenSession,
  ReadMessage,
  ReadSession,
  SessionStorage,
  SettleMessage,
  SpendAllowance,
  SubmitCode,
} from '@threepid/core';

/** A call to a storage, to be made later and more than once. */
export type Call =
  | { readonly to: 'open'; readonly request: OpenSession }
  | { readonly to: 'settle'; readonly request: SettleMessage }
  | { readonly to: 'outcomeOf'; readonly request: ReadMessage }
  | { readonly to: 'submit'; readonly request: SubmitCode }
  | { readonly to: 'read' | 'consume'; readonly request: ReadSession }
  | { readonly to: 'spend'; readonly request: SpendAllowance }
  | { readonly to: 'refund'; readonly request: { readonly id: string; readonly spentAt: number } };

/** A call that was made: it took effect at one moment from `began` to `ended`, both of which no other call has. */
export interface Operation {
  readonly call: Call;
  readonly answer: unknown;
  readonly began: number;
  readonly ended: number;
}

export async function make(call: Call, storage: SessionStorage): Promise<unknown> {
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
      return storage.read(call.request);
    case 'consume':
      return storage.consume(call.request);
    case 'spend':
      return storage.spend(call.request);
    case 'refund':
      return storage.refund(call.request);
  }
}

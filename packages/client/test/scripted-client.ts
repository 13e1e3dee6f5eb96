import type {
  CallOptions,
  NumberToVerify,
  PendingSession,
  RequestOptions,
  RequestResult,
  SubmitResult,
  ThreepidClient,
  VerificationSession,
} from '@threepid/client';

/** A call that waits for its answer. */
export type OpenCall =
  | {
      readonly kind: 'request';
      readonly session: PendingSession;
      readonly options: RequestOptions;
      readonly answer: (result: RequestResult) => void;
      readonly reject: (error: unknown) => void;
    }
  | {
      readonly kind: 'submit';
      readonly session: Pick<VerificationSession, 'sid' | 'clientSecret'>;
      readonly code: string;
      readonly options: CallOptions;
      readonly answer: (result: SubmitResult) => void;
      readonly reject: (error: unknown) => void;
    };

/** A client whose answers a test gives, also to calls that are aborted. */
export class ScriptedClient implements ThreepidClient {
  /** All calls, oldest first. */
  readonly calls: OpenCall[] = [];

  request(number: NumberToVerify | PendingSession, options: RequestOptions = {}): Promise<RequestResult> {
    const session = number as PendingSession;
    return new Promise((answer, reject) => {
      this.calls.push({ kind: 'request', session, options, answer, reject });
    });
  }

  submit(
    session: Pick<VerificationSession, 'sid' | 'clientSecret'>,
    code: string,
    options: CallOptions = {},
  ): Promise<SubmitResult> {
    return new Promise((answer, reject) => {
      this.calls.push({ kind: 'submit', session, code, options, answer, reject });
    });
  }
}

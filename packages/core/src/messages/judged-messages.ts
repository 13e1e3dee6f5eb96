import { Challenges, type Proof } from '../challenges/challenges.js';
import { maskNumber } from '../domain/mask-number.js';
import { isReceipt } from '../domain/receipt.js';
import { MatrixError } from '../errors/matrix-error.js';
import { markedForOperator } from '../errors/operator-error.js';
import { wrongAnswer, type MessageEvents } from '../events/message-events.js';
import { inject, injectable, tokens } from '../injection.js';
import type { ChallengeOffer } from '../ports/challenge.js';
import { linked, type RequestRecord } from '../log/request-record.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { SendCandidate, SendEvent, SendPolicy, SendVerdict } from '../ports/send-policy.js';

/** The judgment on a message that isn't refused. */
export type JudgedMessage = ApprovedMessage | DelayedMessage;

/** A message that the policy allows. */
export interface ApprovedMessage {
  readonly kind: 'allowed';
  /** The policy's, if it gave one. */
  readonly receipt: string | undefined;
  /** What the caller has proved for it, if the policy asked for that. */
  readonly proof: Proof | undefined;
  /** Of the request that asked for it. */
  readonly record: RequestRecord | undefined;
}

/** A message that may not be sent now. */
export interface DelayedMessage {
  readonly kind: 'delayed';
  /** As in `SendVerdict`. */
  readonly rule: string;
  readonly retryAfterMs: number;
  /** Makes a challenge that the caller can solve instead of waiting; undefined if there is none. */
  readonly offer: () => Promise<ChallengeOffer | undefined>;
}

/** A message to judge, and what its challenge belongs to. */
export interface MessageToJudge extends Omit<SendCandidate, 'proved'> {
  readonly clientSecret: string;
  readonly challengeAnswer: string | undefined;
  readonly record?: RequestRecord | undefined;
  readonly events?: MessageEvents | undefined;
}

/** The messages that the `SendPolicy` judges, and learns the fate of. */
@injectable()
export class JudgedMessages {
  constructor(
    @inject(tokens.sendPolicy) private readonly policy: SendPolicy,
    @inject(Challenges) private readonly challenges: Challenges,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * Asks the policy; and once more if it asks for a challenge that the caller has solved.
   *
   * @throws MatrixError `M_DESTINATION_REJECTED`; `M_UNKNOWN` 503 if an answer to a challenge can't be checked.
   * @throws TypeError for a receipt of another form; and the errors of the policy.
   * @throws StorageUnavailableError
   */
  async judge(message: MessageToJudge): Promise<JudgedMessage> {
    const verdict = await this.policy.judge(candidateOf(message, false));
    if (verdict.kind !== 'challenge') return this.judgmentOf(message, verdict, undefined);
    const { msisdn, clientSecret, challengeAnswer, record, now } = message;
    const request = { msisdn, clientSecret, challengeAnswer, record, now };
    // After the policy, so that no answer is used up that wasn't needed.
    const proof = await this.challenges.prove(request);
    if (proof !== undefined) return this.judgeProved(message, proof);
    const { retryAfterMs, difficulty = 1 } = verdict;
    const isWrong = challengeAnswer !== undefined && this.challenges.isOn;
    const rule = isWrong ? wrongAnswer : ruleOf(verdict);
    return { kind: 'delayed', rule, retryAfterMs, offer: () => this.challenges.offer(request, difficulty) };
  }

  private async judgeProved(message: MessageToJudge, proof: Proof): Promise<JudgedMessage> {
    try {
      const verdict = await this.policy.judge(candidateOf(message, true));
      const judgment = this.judgmentOf(message, verdict, proof);
      if (judgment.kind === 'delayed') await proof.refund();
      return judgment;
    } catch (error) {
      await proof.refund();
      throw error;
    }
  }

  private judgmentOf(message: MessageToJudge, verdict: SendVerdict, proof: Proof | undefined): JudgedMessage {
    if (verdict.kind === 'refuse') return this.refuse(message, verdict);
    if (verdict.kind !== 'allow')
      return {
        kind: 'delayed',
        rule: ruleOf(verdict),
        retryAfterMs: verdict.retryAfterMs,
        offer: noOffer,
      };
    if (verdict.monitored !== undefined) message.events?.isMonitored(verdict.monitored);
    return { kind: 'allowed', receipt: checkedReceipt(verdict.receipt), proof, record: message.record };
  }

  private refuse(
    { msisdn, record, events }: MessageToJudge,
    verdict: Extract<SendVerdict, { kind: 'refuse' }>,
  ): never {
    const { reason } = verdict;
    events?.refuse({ rule: ruleOf(verdict), retryAfterMs: undefined });
    this.logger.info(linked(record?.id, { msisdn: maskNumber(msisdn), reason }), 'destination refused');
    throw new MatrixError('M_DESTINATION_REJECTED', `No message can be sent to this number: ${reason}`);
  }

  /**
   * Gives back what an allowed message has cost that was not sent. Where the provider failed, the answer to a challenge stays
   * used up, so that nobody can ask a failing provider without end. Never rejects.
   */
  async giveBack(
    kind: 'unsent' | 'failed',
    { receipt, proof, record }: Pick<ApprovedMessage, 'receipt' | 'proof' | 'record'>,
  ): Promise<void> {
    await Promise.all([this.learn(kind, receipt, record), kind === 'unsent' ? proof?.refund() : undefined]);
  }

  /** Passes an event to the policy if the message has a receipt. Never rejects. */
  async learn(
    kind: SendEvent['kind'],
    receipt: string | undefined,
    record: RequestRecord | undefined,
  ): Promise<void> {
    if (receipt === undefined) return;
    try {
      await this.policy.learn?.({ kind, receipt, now: this.clock.now() });
    } catch (err) {
      this.logger.warn(
        linked(record?.id, { err, event: kind }),
        'the send policy did not learn what became of a message',
      );
    }
  }
}

/** Field by field: each message passes here, and a copy of an object's rest takes several times as long. */
function candidateOf(message: MessageToJudge, proved: boolean): SendCandidate {
  const { msisdn, country, numberType, purpose, clientAddress, verifiedElsewhere, now } = message;
  const requestId = message.record?.id;
  const candidate = { msisdn, country, numberType, purpose, clientAddress, proved, requestId, now };
  return verifiedElsewhere === true ? { verifiedElsewhere, ...candidate } : candidate;
}

function noOffer(): Promise<undefined> {
  return Promise.resolve(undefined);
}

function ruleOf({ rule = 'policy' }: { readonly rule?: string }): string {
  return rule;
}

function checkedReceipt(receipt: unknown): string | undefined {
  if (receipt === undefined || isReceipt(receipt)) return receipt;
  throw markedForOperator(
    new TypeError('threepid: the receipt of a SendPolicy must be 1 to 48 bytes in base64url without padding'),
  );
}

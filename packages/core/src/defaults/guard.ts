import type { SecretKeys } from '../domain/keyring.js';
import { noCountry } from '../domain/phone-number.js';
import type { GroupKind } from '../guard/guard-terms.js';
import { groupsOf } from '../guard/groups-of.js';
import type { GuardDecision } from '../guard/ledger.js';
import type { ChargedMessage } from '../guard/message-groups.js';
import { messageOf, receiptOf } from '../guard/receipt.js';
import { linked } from '../log/request-record.js';
import type { Logger } from '../ports/logger.js';
import type {
  ForgottenNumber,
  SendCandidate,
  SendEvent,
  SendPolicy,
  SendVerdict,
} from '../ports/send-policy.js';
import { forgetBalances } from './forget-balances.js';
import type { GuardInForce } from './guard-in-force.js';

/** The parts of a guard. */
export interface GuardParts extends GuardInForce {
  /** Judges first, in every mode; the guard doesn't charge for what this refuses. */
  readonly destinations: SendPolicy;
  readonly indexKeys: SecretKeys;
  readonly logger: Logger;
}

/**
 * The policy against SMS pumping. A message belongs to groups, such as its country or its caller's network, and is sent
 * only if each of them has a balance for it. Time refills a balance slowly, and a verification pays back more than a
 * message costs. People who verify don't notice the guard; an attacker, who doesn't, soon gets nothing.
 */
export class Guard implements SendPolicy {
  constructor(private readonly parts: GuardParts) {}

  /** @throws StorageUnavailableError in mode `enforce`; no message may be sent then. */
  async judge(candidate: SendCandidate): Promise<SendVerdict> {
    const verdict = await this.parts.destinations.judge(candidate);
    if (verdict.kind !== 'allow') return verdict;
    // Balances live by verifications: without them, those of honest people run dry within hours.
    if (candidate.verifiedElsewhere === true) return { kind: 'allow' };
    const decision = await this.decide(candidate);
    if (decision === undefined) return { kind: 'allow' };
    this.log(candidate, decision);
    if (decision.kind === 'allow') return { kind: 'allow', receipt: receiptOf(decision.charged) };
    // Without a receipt: what was never charged isn't paid back. So the log of `monitor` is that of `enforce`.
    const { challenge, short, retryAfterMs } = decision;
    const rule = `guard.${short}`;
    if (this.parts.mode === 'monitor') return { kind: 'allow', monitored: { rule, retryAfterMs } };
    if (!challenge) return { kind: 'delay', retryAfterMs, rule };
    return { kind: 'challenge', retryAfterMs, difficulty: difficultyOf(short), rule };
  }

  /** @throws StorageUnavailableError */
  async learn({ kind, receipt, now }: SendEvent): Promise<void> {
    const message = messageOf(receipt);
    if (message === undefined) return;
    const { balances, terms } = this.parts;
    const request = { message, terms, now };
    if (kind === 'verified') await balances.payBack(request);
    else await balances.refund({ ...request, kept: kind === 'failed' ? keptOfFailed(message) : [] });
  }

  /** @throws StorageUnavailableError */
  forget(number: ForgottenNumber): Promise<void> {
    return forgetBalances(this.parts.balances, this.parts.indexKeys, number);
  }

  /** Undefined if the balances can't be reached and the mode is `monitor`, which stops no message. */
  private async decide(candidate: SendCandidate): Promise<GuardDecision | undefined> {
    const { balances, terms, mode, indexKeys, logger } = this.parts;
    const message = groupsOf(indexKeys, candidate);
    try {
      return await balances.charge({ message, proved: candidate.proved, terms, now: candidate.now });
    } catch (err) {
      if (mode === 'enforce') throw err;
      logger.warn(linked(candidate.requestId, { err, mode }), 'the guard could not decide on a message');
      return undefined;
    }
  }

  /** Logs a decision: neither the number nor the address, nor anything made from them. */
  private log(candidate: SendCandidate, decision: GuardDecision): void {
    const { mode, logger } = this.parts;
    const { country = noCountry, requestId } = candidate;
    if (decision.kind === 'allow') {
      logger.debug(
        linked(requestId, { mode, lane: decision.charged.lane, country }),
        'message allowed by the guard',
      );
      return;
    }
    const { lane, short: group, retryAfterMs } = decision;
    const message =
      mode === 'enforce' ? 'message delayed by the guard' : 'message that the guard would have delayed';
    logger.info(linked(requestId, { mode, group, lane, country, retryAfterMs }), message);
  }
}

/**
 * What stays charged for a message that the provider failed to send, so that nobody can ask a failing provider without
 * end. The pair pays only where it vouches for the message and its address needn't pay: a person who tries again and again
 * during an outage must get a message after it.
 */
function keptOfFailed({ lane }: ChargedMessage): readonly GroupKind[] {
  return lane === 'pair' ? ['pair'] : ['address', 'network'];
}

/** Where a whole country is short, an attack from many places goes on: then a message costs more work. */
function difficultyOf(short: GroupKind): number {
  return short === 'country' || short === 'all' ? 4 : 1;
}

import {
  linked,
  callingCodeOf,
  maskNumber,
  OperatorError,
  resultOfFailure,
  silentLogger,
  systemClock,
  withLoggableErrors,
  type DeliveryReceipt,
  type MessageChannel,
  type MessageOrigin,
  type MessageReport,
  type ProviderCallback,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { checkOptionNames } from './check-option-names.js';
import { checkAdaptive } from './adaptive/adaptive-options.js';
import { AdaptiveRoutes, type MessageRoute } from './adaptive/adaptive-routes.js';
import type { BreakerState } from './circuit-breaker.js';
import { FailoverError, type FailedTry } from './failover-error.js';
import type { FailoverOptions, SenderList } from './failover-options.js';
import { GuardedSender } from './guarded-sender.js';
import { PrefixRoutes } from './prefix-routes.js';
import { isWeighted, senderOrder, sendersOf, type SenderOrder } from './sender-order.js';

/** A sender and the state of its breaker. */
export interface SenderStatus {
  /** The sender's name. */
  readonly sender: string;
  readonly breaker: BreakerState;
}

/** Several senders combined into one. */
export interface FailoverSender extends SmsSender {
  /**
   * Resolves if any sender is ready and its breaker isn't open; otherwise rejects with an AggregateError. Sends
   * nothing.
   */
  ready(): Promise<void>;
  /** All senders, each once, in the order in which they were first named. */
  status(): readonly SenderStatus[];
}

/**
 * Sends through the first sender that takes the message. The next one is tried only if the previous one certainly did
 * not take it: it refused, or was unavailable with `taken: 'no'`, or its channel can't reach the number (`otherChannels`),
 * so that another channel may. Senders whose breaker is open come last. A `sent` result names the sender.
 *
 * It relies on what the senders answer: if one takes a message but answers `refused`, the person gets two, with the
 * same text and so the same code.
 *
 * It does not close the senders: close those that you created.
 *
 * @throws TypeError if an option is invalid, or two senders have the same name.
 */
export function failover(senders: SenderList, options: FailoverOptions = {}): FailoverSender {
  return new Failover(senders, options);
}

const defaults = {
  name: 'failover',
  prefixes: {},
  onUnknown: 'stop',
  onRejectedDestination: 'stop',
  deadlineMs: 20_000,
  tryMs: Infinity,
  logger: silentLogger,
  clock: systemClock,
  random: Math.random,
} as const;

const breakerDefaults = { failures: 5, share: 0.5, windowMs: 300_000, openMs: 30_000 } as const;

class Failover implements FailoverSender {
  readonly name: string;
  private readonly options: Required<Omit<FailoverOptions, 'breaker' | 'adaptive'>>;
  private readonly guards: ReadonlyMap<SmsSender, GuardedSender>;
  private readonly routes: PrefixRoutes<SenderOrder>;
  private readonly lists: PrefixRoutes<readonly SmsSender[]>;
  private readonly adaptive: AdaptiveRoutes | undefined;
  readonly channel?: MessageChannel;
  readonly callbacks: readonly ProviderCallback[];
  readonly report?: (report: MessageReport) => Promise<void>;

  constructor(senders: SenderList, given: FailoverOptions) {
    checkOptionNames(given);
    const { breaker, adaptive, ...options } = given;
    const all = { ...defaults, ...options };
    this.options = { ...all, logger: withLoggableErrors(all.logger) };
    const { clock, logger, name, prefixes, random } = this.options;
    const guard = { ...breakerDefaults, ...breaker, clock, logger };
    checkNumbers({ ...this.options, ...guard });
    this.name = name;
    this.guards = guarded([senders, ...Object.values(prefixes)], guard);
    const orders = Object.entries(prefixes).map(
      ([prefix, list]) => [prefix, senderOrder(list, random)] as const,
    );
    this.routes = new PrefixRoutes(Object.fromEntries(orders), senderOrder(senders, random));
    const lists = Object.entries(prefixes).map(([prefix, list]) => [prefix, sendersOf(list)] as const);
    this.lists = new PrefixRoutes(Object.fromEntries(lists), sendersOf(senders));
    const channel = commonChannel(this.senders());
    if (channel !== undefined) this.channel = channel;
    this.callbacks = callbacksOf(this.senders());
    if (adaptive !== undefined) {
      checkLists([senders, ...Object.values(prefixes)]);
      checkAdaptive(
        adaptive,
        this.senders().map((sender) => sender.name),
      );
      this.adaptive = new AdaptiveRoutes({ ...adaptive, clock, logger: this.options.logger, random });
    }
    // Without it, nobody has to keep what became of a message.
    if (this.adaptive !== undefined || this.senders().some((sender) => sender.report !== undefined))
      this.report = async (report) => this.passOn(report);
  }

  async send(message: SmsMessage): Promise<SmsResult> {
    const { clock, deadlineMs } = this.options;
    const deadline = clock.now() + deadlineMs;
    const tries: FailedTry[] = [];
    const unfit = new Set<MessageChannel | undefined>();
    const route = await this.routeOf(message);
    for (const sender of this.admitted(message, route.senders)) {
      if (unfit.has(sender.channel)) continue;
      // If the clock is set back, the wait must not get longer.
      const leftMs = Math.min(deadlineMs, deadline - clock.now());
      const result = route.tried(sender.name, await this.tryOne(sender, message, leftMs));
      if (result.kind === 'sent') return { ...result, sender: result.sender ?? sender.name };
      tries.push({ sender: sender.name, result });
      if (this.isFinal(result)) break;
      if (isLeftToOthers(result) && sender.channel !== undefined) unfit.add(sender.channel);
      this.logFailure(sender, message, result);
    }
    return this.resultOf(tries);
  }

  async ready(): Promise<void> {
    const { deadlineMs } = this.options;
    await Promise.any([...this.guards.values()].map((guard) => guard.ready(deadlineMs))).catch(
      (error: unknown) => {
        const { errors } = error as AggregateError;
        throw new AggregateError(errors, 'failover: no sender is ready');
      },
    );
  }

  status(): readonly SenderStatus[] {
    return [...this.guards.values()].map(({ name, state }) => ({ sender: name, breaker: state }));
  }

  onReceipt(listener: (receipt: DeliveryReceipt) => void): void {
    for (const sender of this.senders())
      sender.onReceipt?.((receipt) => {
        this.adaptive?.received(receipt, sender.name);
        listener(receipt);
      });
  }

  /** That of the first sender for the country that knows it. */
  originFor(country: string): MessageOrigin | undefined {
    const senders = this.lists.find(`+${callingCodeOf(country) ?? ''}`);
    for (const sender of senders) {
      const origin = sender.originFor?.(country);
      if (origin !== undefined) return origin;
    }
    return undefined;
  }

  private senders(): SmsSender[] {
    return [...this.guards.keys()];
  }

  /** The sender of ours that has this name, or combines senders of which one has it. */
  private senderNamed(name: string): SmsSender | undefined {
    const senders = this.senders();
    return (
      senders.find((sender) => sender.name === name) ??
      senders.find((sender) => sender instanceof Failover && sender.senderNamed(name) !== undefined)
    );
  }

  private async passOn(report: MessageReport): Promise<void> {
    const sender = this.senderNamed(report.sender);
    if (sender === undefined) return;
    const passedOn = this.adaptive?.learned(report, sender.name) ?? report;
    await sender.report?.(passedOn);
  }

  private async routeOf(message: SmsMessage): Promise<MessageRoute> {
    if (this.adaptive === undefined) return { senders: this.routes.find(message.to)(), tried: unchanged };
    const previous = message.previous && this.senderNamed(message.previous.sender);
    return this.adaptive.routeOf(message, this.lists.find(message.to), previous);
  }

  /**
   * Senders whose breaker is open come last. They are not left out: otherwise an attacker who opens all breakers would
   * stop all messages.
   */
  private *admitted({ to }: SmsMessage, senders: readonly SmsSender[]): Iterable<GuardedSender> {
    const leftAlone: GuardedSender[] = [];
    for (const sender of senders.flatMap((one) => this.guards.get(one) ?? [])) {
      if (sender.admits(to)) yield sender;
      else leftAlone.push(sender);
    }
    yield* leftAlone;
  }

  private async tryOne(sender: GuardedSender, message: SmsMessage, leftMs: number): Promise<SmsResult> {
    if (leftMs <= 0) return notTried;
    return sender.send(message, Math.min(this.options.tryMs, leftMs));
  }

  private isFinal(result: SmsResult): boolean {
    if (isUnknown(result)) return this.options.onUnknown === 'stop';
    const { onRejectedDestination } = this.options;
    return (
      result.kind === 'rejected-destination' && !isLeftToOthers(result) && onRejectedDestination === 'stop'
    );
  }

  /** The result after all tries. That a message may be on its way outweighs any other answer. */
  private resultOf(tries: readonly FailedTry[]): SmsResult {
    const cause = new FailoverError(tries);
    const results = tries.map(({ result }) => result);
    const last = results.at(-1);
    if (results.some(isUnknown)) return { kind: 'unavailable', taken: 'unknown', cause };
    if (results.length > 0 && results.every(isLeftToOthers)) return resultOfFailure('other-channels', cause);
    const rejected = results.filter(({ kind }) => kind === 'rejected-destination');
    if (rejected.length === results.length || (last !== undefined && this.isFinal(last))) {
      return { kind: 'rejected-destination', cause };
    }
    // A later attempt may succeed if any of the senders was unavailable.
    if (results.some(({ kind }) => kind === 'unavailable'))
      return { kind: 'unavailable', taken: 'no', cause };
    return { kind: 'refused', cause };
  }

  private logFailure(
    sender: GuardedSender,
    { to, requestId }: SmsMessage,
    result: FailedTry['result'],
  ): void {
    const { kind: outcome, cause: err } = result;
    // It happens to everybody who has no account there, and says nothing about the sender.
    const level = isLeftToOthers(result) ? 'debug' : 'warn';
    this.options.logger[level](
      linked(requestId, { sender: sender.name, outcome, to: maskNumber(to), err }),
      'SMS sender did not send the message; trying the next one, if any',
    );
  }
}

function guarded(lists: readonly SenderList[], options: ConstructorParameters<typeof GuardedSender>[1]) {
  const senders = new Set(lists.flatMap((list) => sendersOf(list)));
  const names = new Set([...senders].map(({ name }) => name));
  if (names.size < senders.size)
    throw new TypeError('failover: two senders have the same name; give each its own');
  return new Map([...senders].map((sender) => [sender, new GuardedSender(sender, options)]));
}

function unchanged(_: string, result: SmsResult): SmsResult {
  return result;
}

function checkLists(lists: readonly SenderList[]): void {
  if (lists.some((list) => list.some(isWeighted)))
    throw new TypeError('failover: give weights or adaptive, not both');
}

/** Each once: a sender may be in a nested failover too. */
function callbacksOf(senders: readonly SmsSender[]): readonly ProviderCallback[] {
  return [...new Set(senders.flatMap(({ callbacks = [] }) => callbacks))];
}

/** True if the message certainly wasn't sent, and nothing speaks against sending it by another channel. */
function isLeftToOthers(result: SmsResult): boolean {
  return result.kind === 'rejected-destination' && result.otherChannels === true;
}

/** The channel of all senders, if they have the same one. */
function commonChannel(senders: readonly SmsSender[]): MessageChannel | undefined {
  const channels = new Set(senders.map(({ channel }) => channel));
  return channels.size === 1 ? senders[0]?.channel : undefined;
}

/** Anything but `no` counts as unknown, because senders in plain JavaScript may return anything. */
function isUnknown(result: SmsResult): boolean {
  return result.kind === 'unavailable' && result.taken !== 'no';
}

const notTried: SmsResult = {
  kind: 'unavailable',
  taken: 'no',
  cause: new OperatorError('failover: not tried, because the deadline had passed'),
};

type Checked = 'deadlineMs' | 'tryMs' | 'failures' | 'share' | 'windowMs' | 'openMs';

function checkNumbers(options: Readonly<Record<Checked, number>>): void {
  for (const option of ['deadlineMs', 'tryMs', 'failures', 'windowMs', 'openMs'] as const) {
    if (!(options[option] >= 1)) throw new TypeError(`failover: ${option} must be 1 or more`);
  }
  if (!(options.share >= 0 && options.share < 1))
    throw new TypeError('failover: share must be at least 0 and less than 1');
}

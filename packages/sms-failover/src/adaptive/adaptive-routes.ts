import {
  noCountry,
  type Clock,
  type DeliveryReceipt,
  type Logger,
  type MessageReport,
  type RouteCount,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { routeCost, type AdaptiveOptions, type RouteCost } from './adaptive-options.js';
import { LocalRoutes } from './local-routes.js';
import { RouteChanges } from './route-changes.js';
import { routeEstimates, type RouteEstimate } from './route-estimates.js';
import { RouteKnowledge } from './route-knowledge.js';
import { SentMessages, type CountedMessage } from './sent-messages.js';
import { readNote, withNote } from './route-note.js';
import { leastKnownFirst, sampledOrder, surestFirst, type RankedRoute } from './route-order.js';
import { TaughtBlocks } from './taught-blocks.js';

export interface AdaptiveRoutesOptions extends AdaptiveOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

/** What changes in a count; the rest is 0. */
type Change = Partial<Pick<RouteCount, 'sent' | 'verified' | 'failed'>>;

const defaultExploration = 0.1;

/** The share of exploration that goes to whom least is known of lately, good or bad: one message in a hundred by default. */
const probingShare = 0.1;

/** The route of a message. */
export interface MessageRoute {
  /** In the order in which they are tried. */
  readonly senders: readonly SmsSender[];
  /** Learns from a try of a sender, by its name. Returns the result as it is passed on. */
  readonly tried: (sender: string, result: SmsResult) => SmsResult;
}

/** Routes messages by what became of others, country by country. */
export class AdaptiveRoutes {
  private readonly knowledge: RouteKnowledge;
  private readonly sent = new SentMessages();
  private readonly blocks = new Map<string, TaughtBlocks>();
  private readonly changes: RouteChanges;
  private readonly costOf: RouteCost;

  constructor(private readonly options: AdaptiveRoutesOptions) {
    const { storage = new LocalRoutes(), clock, logger } = options;
    this.changes = new RouteChanges(logger);
    this.knowledge = new RouteKnowledge({ storage, clock, logger });
    this.costOf = routeCost(options);
  }

  /**
   * The route of a message: the best sender first, or in one of ten messages another one that may be better. Senders of one
   * channel stay together, in the order of the channels in the list.
   *
   * @param senders the same array for the same list.
   * @param previous the one that sent the session's message before, if there was one. It comes last.
   */
  async routeOf(
    message: SmsMessage,
    senders: readonly SmsSender[],
    previous: SmsSender | undefined,
  ): Promise<MessageRoute> {
    const country = message.country ?? noCountry;
    const estimates = routeEstimates(await this.knowledge.of(country), senders, this.options.clock.now());
    const isCounted = isFirst(message) && this.admit(country, message.to);
    const ordered = this.order(country, estimates, isCounted);
    return {
      senders: lastOf(previous, byChannel(ordered, senders)),
      tried: (sender, result) =>
        withNote(result, isCounted ? this.counted({ country, sender }, result) : undefined),
    };
  }

  /**
   * Learns what became of a message. That its code has expired says nothing new: nobody had verified it.
   *
   * @param sender the name of ours that sent it.
   * @returns the report as that sender is to get it.
   */
  learned(report: MessageReport, sender: string): MessageReport {
    const { minute, rest } = readNote(report.note);
    const { country = noCountry, outcome } = report;
    if (minute !== undefined && outcome !== 'expired')
      this.count({ country, sender, minute }, outcome === 'verified' ? { verified: 1 } : { failed: 1 });
    return { ...report, note: rest };
  }

  /**
   * Learns that a message of this process won't arrive: an early sign, until its minute is judged.
   *
   * @param sender the name of ours whose provider reports.
   */
  received({ messageId, state }: DeliveryReceipt, sender: string): void {
    const message = state === 'undelivered' ? this.sent.take(sender, messageId) : undefined;
    if (message !== undefined) this.count(message, { failed: 1 });
  }

  /**
   * Counts a try of a sender. Strangers choose the numbers: one that a sender rejects says nothing about the sender.
   *
   * @returns the minute in which the message is counted.
   */
  private counted(route: Omit<CountedMessage, 'minute'>, result: SmsResult): number {
    const minute = Math.floor(this.options.clock.now() / 60_000);
    if (result.kind === 'rejected-destination') return minute;
    this.count({ ...route, minute }, { sent: 1, failed: result.kind === 'sent' ? 0 : 1 });
    if (result.kind === 'sent') this.sent.add(result.messageId, { ...route, minute });
    return minute;
  }

  private order(
    country: string,
    estimates: readonly RouteEstimate[],
    isCounted: boolean,
  ): readonly SmsSender[] {
    const costOf = ({ name }: SmsSender): number => this.costOf(name, country);
    const surest = surestFirst(estimates, costOf);
    this.changes.note(country, estimates, surest);
    const explored = isCounted ? this.explored(estimates, costOf) : undefined;
    const routes = explored ?? surest;
    this.changes.decided(country, routes, explored !== undefined);
    return routes.map(({ sender }) => sender);
  }

  /** Another order than the best one, for some messages. */
  private explored(
    estimates: readonly RouteEstimate[],
    costOf: (sender: SmsSender) => number,
  ): readonly RankedRoute[] | undefined {
    const { exploration = defaultExploration, random } = this.options;
    const draw = random();
    if (draw >= exploration) return undefined;
    return draw < exploration * probingShare
      ? leastKnownFirst(estimates)
      : sampledOrder(estimates, costOf, random);
  }

  private admit(country: string, to: string): boolean {
    const blocks = this.blocks.get(country) ?? new TaughtBlocks();
    this.blocks.set(country, blocks);
    return blocks.admit(to);
  }

  private count({ country, ...cohort }: CountedMessage, change: Change): void {
    this.knowledge.count(country, { ...cohort, sent: 0, verified: 0, failed: 0, ...change });
  }
}

/** First messages alone are counted: who asks again may have a number that no sender reaches. */
function isFirst({ isJudged, previous }: SmsMessage): boolean {
  return isJudged === true && previous === undefined;
}

/** Whom a message goes to is one question, and by which channel another: the list answers that. */
function byChannel(ordered: readonly SmsSender[], list: readonly SmsSender[]): readonly SmsSender[] {
  const channels = new Set(list.map(({ channel }) => channel));
  return [...channels].flatMap((channel) => ordered.filter((sender) => sender.channel === channel));
}

function lastOf(last: SmsSender | undefined, senders: readonly SmsSender[]): readonly SmsSender[] {
  return [...senders.filter((sender) => sender !== last), ...senders.filter((sender) => sender === last)];
}

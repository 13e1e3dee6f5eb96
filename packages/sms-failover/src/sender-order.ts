import type { SmsSender } from '@threepid/core';
import type { SenderList, WeightedSender } from './failover-options.js';

/** The senders for a message, in the order in which they are tried. */
export type SenderOrder = () => readonly SmsSender[];

/** @throws TypeError if the list is empty, has weights for some senders only, or has an invalid weight. */
export function senderOrder(list: SenderList, random: () => number): SenderOrder {
  if (list.length === 0)
    throw new TypeError('failover: a list of senders is empty; give at least one sender');
  const weighted = list.filter(isWeighted);
  if (weighted.length === 0) {
    const senders = sendersOf(list);
    return () => senders;
  }
  if (weighted.length < list.length)
    throw new TypeError('failover: give weights to all senders of a list, or to none');
  weighted.forEach(checkWeight);
  return () => drawn(weighted, random);
}

/** The senders of a list, in its order. */
export function sendersOf(list: SenderList): SmsSender[] {
  return list.map((entry) => (isWeighted(entry) ? entry.sender : entry));
}

/** True if a sender is given with a weight. */
export function isWeighted(entry: SmsSender | WeightedSender): entry is WeightedSender {
  return 'sender' in entry;
}

function checkWeight({ sender, weight }: WeightedSender): void {
  if (Number.isFinite(weight) && weight >= 0) return;
  throw new TypeError(`failover: the weight of '${sender.name}' must be 0 or more`);
}

/** Draws one sender after the other, without replacement. */
function drawn(list: readonly WeightedSender[], random: () => number): SmsSender[] {
  const left = [...list];
  return list.flatMap(() => left.splice(draw(left, random), 1).map(({ sender }) => sender));
}

function draw(list: readonly WeightedSender[], random: () => number): number {
  let point = random() * list.reduce((sum, { weight }) => sum + weight, 0);
  const index = list.findIndex(({ weight }) => (point -= weight) < 0);
  if (index >= 0) return index;
  // A rounding error left a remainder; or all weights are 0, and the order of the list is kept.
  return Math.max(
    0,
    list.findLastIndex(({ weight }) => weight > 0),
  );
}

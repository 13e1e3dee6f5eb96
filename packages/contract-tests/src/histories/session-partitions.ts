import type { ForgetNumber, OpenSession } from '@threepid/core';
import { allowanceCounts, numberCounts } from '../session-storage/model-storage.js';
import type { SessionCall } from '../session-storage/session-call.js';
import type { Operation } from './operation.js';
import type { SessionStep } from './session-step.js';

type Ids = ReadonlySet<string>;

/**
 * The histories that can be checked by themselves: one of each number, its sessions and its count, and one of each allowance.
 * The ids tell what belongs to a number: those of its sessions begin as its own does.
 *
 * @param operations of one client's call each, in any order.
 */
export function partitionsOf(
  operations: readonly Operation<SessionCall>[],
): ReadonlyMap<string, readonly Operation<SessionStep>[]> {
  const partitions = new Map<string, Operation<SessionStep>[]>();
  const [sessions, allowances] = [sessionKeys(operations), allowanceIds(operations)];
  for (const operation of operations) {
    for (const [key, call] of partsOf(operation.call, sessions, allowances)) {
      const partition = partitions.get(key) ?? [];
      partitions.set(key, [...partition, { ...operation, call }]);
    }
  }
  return partitions;
}

function sessionKeys(operations: readonly Operation<SessionCall>[]): Ids {
  return new Set(
    operations.flatMap(({ call }) =>
      call.to === 'open'
        ? call.request.bySecret.map(({ sessionId }) => `${call.request.slot}${sessionId}`)
        : [],
    ),
  );
}

function allowanceIds(operations: readonly Operation<SessionCall>[]): Ids {
  return new Set(operations.flatMap(({ call }) => (call.to === 'spend' ? [call.request.id] : [])));
}

/** The steps that a call is, each with the key of its partition. */
function partsOf(
  call: SessionCall,
  sessions: Ids,
  allowances: Ids,
): readonly (readonly [string, SessionStep])[] {
  switch (call.to) {
    case 'spend':
    case 'refund':
    case 'spentTimes':
      return [[`allowance ${call.request.id}`, call]];
    case 'forget':
      return [...removals(call.request, sessions), ...releases(call.request, allowances)];
    case 'release':
      return releases(call.request, allowances);
    default:
      return [[partitionOf(call.request.slot, idOf(call)), call]];
  }
}

/** The id of a number, or of one of its sessions. */
function idOf(
  call: Exclude<SessionCall, { to: 'spend' | 'refund' | 'spentTimes' | 'forget' | 'release' }>,
): string {
  switch (call.to) {
    case 'open':
    case 'settle':
    case 'messageTimes':
      return call.request.numberId;
    case 'outcomeOf':
      return call.request.sessionId;
    case 'submit':
      return call.request.bySecret[0]?.sessionId ?? '';
    case 'read':
    case 'consume':
      return call.request.sessionIds[0] ?? '';
  }
}

function removals({ slot, numberId }: ForgetNumber, sessions: Ids): (readonly [string, SessionStep])[] {
  const partition = partitionOf(slot, numberId);
  return [...sessions]
    .filter((key) => key.startsWith(`${slot}${tagOf(numberId)}`))
    .map((key) => [partition, { to: 'removeSession', request: { key } }] as const);
}

function releases(request: ForgetNumber, allowances: Ids): (readonly [string, SessionStep])[] {
  const { slot, numberId } = request;
  const counts = { to: 'removeCounts', request: { key: numberCounts(request) } } as const;
  return [
    [partitionOf(slot, numberId), counts],
    ...[...allowances]
      .filter((id) => id.startsWith(tagOf(numberId)))
      .map(
        (id) => [`allowance ${id}`, { to: 'removeCounts', request: { key: allowanceCounts(id) } }] as const,
      ),
  ];
}

function partitionOf(slot: OpenSession['slot'], id: string): string {
  return `number ${slot}${tagOf(id)}`;
}

/** The first 6 bytes. */
function tagOf(id: string): string {
  return id.slice(0, 8);
}

import { isDeepStrictEqual } from 'node:util';
import type { LostSuffix } from './lost-suffix.js';
import type { Operation } from './operation.js';
import type { SequentialModel } from './sequential-model.js';

/** Where an operation took effect: usually everywhere; in a failover, on the primary that was lost or on its successor. */
type Side = 'both' | 'old' | 'new';

/** An operation in its place of an order. */
export interface PlacedOperation<Call> {
  readonly operation: Operation<Call>;
  readonly side: Side;
  /** True if the state was another one after it. */
  readonly hasEffect: boolean;
}

export interface LinearizationOptions {
  readonly lost?: LostSuffix | undefined;
  /** The most steps of the model that the search may take. Default: 500,000. */
  readonly mostSteps?: number | undefined;
  /** Told what the model answers to each answered operation that the search tries, whether it is what was answered or not. */
  readonly onAnswer?: ((operation: Operation<never>, answer: unknown) => void) | undefined;
}

/** The result of a search: an order, none, or none found in the steps that it may take. */
export type Linearization<Call> =
  | { readonly kind: 'linearizable'; readonly order: readonly PlacedOperation<Call>[] }
  | { readonly kind: 'not-linearizable' }
  | { readonly kind: 'undecided' };

/** A state of the search. */
interface Node<State> {
  readonly current: State;
  /** The state of the old primary, once it is another one's than the successor's. */
  readonly old: State | undefined;
  /** Answered steps with an effect that are lost so far. */
  readonly lost: number;
  /** Operations that were taken so far, though that isn't certain. */
  readonly uncertain: number;
  /** One bit for each operation that took effect. */
  readonly done: bigint;
  readonly certainLeft: number;
  /** Those of them that the old primary may have taken. Without any, its state is of no consequence. */
  readonly oldLeft: number;
  /** When the last of the done operations began. */
  readonly latest: number;
}

/** An operation, as the search knows it. */
interface Candidate<Call> {
  readonly place: number;
  readonly bit: bigint;
  readonly operation: Operation<Call>;
  /** Infinity if it may take effect at any later moment, or never. */
  readonly end: number;
  /** True if it changed nothing. */
  readonly isLook: boolean;
  /** True if the old primary of a failover may have taken it. */
  readonly mayBeOld: boolean;
  /** The place of the operation that it follows. */
  readonly before: number | undefined;
}

interface Move<State, Call> extends PlacedOperation<Call> {
  readonly candidate: Candidate<Call>;
  readonly node: Node<State>;
}

/** The moves from a node: those before `next` were tried. */
interface Frame<State, Call> {
  readonly node: Node<State>;
  readonly moves: readonly Move<State, Call>[];
  next: number;
}

/**
 * Searches for an order of the operations in which each comes before those that began after its end, and the model answers
 * all of them as they were answered. Operations that are not certain may be left out.
 *
 * With `lost`, finds an order that loses as few steps as possible.
 *
 * Source: J. M. Wing and C. Gong, "Testing and Verifying Concurrent Objects" (1993); G. Lowe, "Testing for Linearizability"
 * (2017): depth first, and no set of done operations twice with the same state.
 */
export function linearize<State, Call>(
  operations: readonly Operation<Call>[],
  model: SequentialModel<State, Call>,
  options: LinearizationOptions = {},
): Linearization<Call> {
  const search = new Search(operations, model, options);
  for (const bounds of boundsOf(options.lost?.most ?? 0, search.uncertain)) {
    const found = search.run(bounds);
    if (found.kind !== 'not-linearizable' || !search.isBounded) return found;
  }
  return { kind: 'not-linearizable' };
}

/** Of what there may be at most in an order. */
interface Bounds {
  /** Answered steps with an effect that are lost. */
  readonly lost: number;
  /** Operations that were taken, though that isn't certain. */
  readonly uncertain: number;
}

/** From the simplest explanation to all: most calls that nobody saw are of no consequence, and there are few orders without. */
function boundsOf(mostLost: number, mostUncertain: number): readonly Bounds[] {
  const levels = [0, 1, 2, 3, 5, 8].filter((uncertain) => uncertain < mostUncertain);
  const lost = Array.from({ length: mostLost + 1 }, (_, count) => count);
  return [...levels, mostUncertain].flatMap((uncertain) => lost.map((count) => ({ lost: count, uncertain })));
}

class Search<State, Call> {
  /** True if the last run left out a move because of its bounds. */
  isBounded = false;
  private readonly candidates: readonly Candidate<Call>[];
  private readonly isDone: boolean[];
  private stepsLeft: number;
  /** Nodes that were reached, with the moves that were left out there. */
  private seen = new Map<string, ReadonlySet<string>[]>();

  constructor(
    operations: readonly Operation<Call>[],
    private readonly model: SequentialModel<State, Call>,
    private readonly options: LinearizationOptions,
  ) {
    this.candidates = candidatesOf(operations, model, options.lost);
    this.isDone = this.candidates.map(() => false);
    this.stepsLeft = options.mostSteps ?? 500_000;
  }

  /** Operations that need not be taken. */
  get uncertain(): number {
    return this.candidates.filter(({ operation: { isCertain } }) => !isCertain).length;
  }

  run(bounds: Bounds): Linearization<Call> {
    this.seen = new Map();
    this.isBounded = false;
    this.isDone.fill(false);
    const first = this.first();
    if (first.certainLeft === 0) return { kind: 'linearizable', order: [] };
    const frames: Frame<State, Call>[] = [{ node: first, moves: this.moves(first, bounds), next: 0 }];
    while (frames.length > 0) {
      if (this.stepsLeft <= 0) return { kind: 'undecided' };
      const move = this.next(frames);
      if (move === undefined) continue;
      if (move.node.certainLeft === 0) return { kind: 'linearizable', order: frames.flatMap(taken) };
      const moves = this.newMoves(move, this.moves(move.node, bounds), frames.at(-1));
      frames.push({ node: move.node, moves, next: 0 });
    }
    return { kind: 'not-linearizable' };
  }

  /** Goes on with the next move of the last frame, or takes the move back that led there. */
  private next(frames: Frame<State, Call>[]): Move<State, Call> | undefined {
    const frame = frames.at(-1);
    const move = frame?.moves[frame.next];
    if (frame !== undefined && move !== undefined) {
      frame.next += 1;
      this.isDone[move.candidate.place] = true;
      return move;
    }
    frames.pop();
    const before = frames.at(-1);
    const led = before?.moves[before.next - 1];
    if (led !== undefined) this.isDone[led.candidate.place] = false;
    return undefined;
  }

  private first(): Node<State> {
    const certain = this.candidates.filter(({ operation: { isCertain } }) => isCertain);
    return {
      current: this.model.initial,
      old: undefined,
      lost: 0,
      uncertain: 0,
      done: 0n,
      certainLeft: certain.length,
      oldLeft: certain.filter(({ mayBeOld }) => mayBeOld).length,
      latest: -1,
    };
  }

  /** The moves from a node without those that are tried elsewhere. */
  private newMoves(
    led: Move<State, Call>,
    moves: readonly Move<State, Call>[],
    frame: Frame<State, Call> | undefined,
  ): readonly Move<State, Call>[] {
    const isOpen = led.operation.ended === undefined && !led.operation.isCertain;
    const leftOut =
      isOpen && frame !== undefined ? moves.filter((move) => this.canComeBefore(led, move, frame.node)) : [];
    if (!this.isNew(led.node, new Set(leftOut.map((move) => this.nameOf(move))))) return [];
    return moves.filter((move) => !leftOut.includes(move));
  }

  /**
   * True if `move` can as well come before the one that led to it, an operation that may take effect at any later moment: then
   * that order is tried, and this one needn't be. Else each operation that nobody saw would be tried at each place.
   */
  private canComeBefore(led: Move<State, Call>, move: Move<State, Call>, from: Node<State>): boolean {
    const { place, before } = move.candidate;
    const isLater = !move.operation.isCertain && place > led.candidate.place;
    if (isLater || before === led.candidate.place) return false;
    const key = this.keyOf(move.node);
    return this.sameMoves(move, from).some(({ node }) =>
      this.sameMoves(led, node).some((after) => this.keyOf(after.node) === key),
    );
  }

  private sameMoves({ candidate, side }: Move<State, Call>, from: Node<State>): readonly Move<State, Call>[] {
    return this.movesOf(candidate, from).filter((move) => move.side === side);
  }

  private nameOf({ candidate, side, node }: Move<State, Call>): string {
    return `${candidate.place} ${side} ${this.model.fingerprint(node.current)}`;
  }

  private isNew(node: Node<State>, leftOut: ReadonlySet<string>): boolean {
    const key = this.keyOf(node);
    const before = this.seen.get(key);
    if (before === undefined) this.seen.set(key, [leftOut]);
    else if (before.some((one) => isSubset(one, leftOut))) return false;
    else before.push(leftOut);
    return true;
  }

  private keyOf({ current, old, lost, done }: Node<State>): string {
    const ofOld = old === undefined ? '' : `${lost} ${this.model.fingerprint(old)}`;
    return `${done.toString(36)} ${this.model.fingerprint(current)} ${ofOld}`;
  }

  /**
   * Certain operations come first, those that ended first before others: that is mostly their order. One that only looks, and was
   * answered as it is now, is the only move: it is nowhere of more use.
   */
  private moves(node: Node<State>, bounds: Bounds): readonly Move<State, Call>[] {
    const moves: Move<State, Call>[] = [];
    for (const candidate of this.possible(node).toSorted((one, other) => one.end - other.end)) {
      const ofOne = this.movesOf(candidate, node);
      const [look] = candidate.isLook ? ofOne : [];
      if (look !== undefined) return [look];
      moves.push(...ofOne);
    }
    const within = moves.filter(({ node: { lost, uncertain } }) => {
      return lost <= bounds.lost && uncertain <= bounds.uncertain;
    });
    this.isBounded ||= within.length < moves.length;
    return within;
  }

  /** The operations that may take effect next: no certain one that isn't done ended before they began. */
  private possible({ latest }: Node<State>): readonly Candidate<Call>[] {
    const possible: Candidate<Call>[] = [];
    let firstEnd = Infinity;
    for (const candidate of this.candidates) {
      const { operation, place, end } = candidate;
      if (operation.began > firstEnd) break;
      if (this.isDone[place] === true) continue;
      firstEnd = Math.min(firstEnd, end);
      if (operation.ended === undefined || operation.ended > latest) possible.push(candidate);
    }
    return possible.filter(({ before }) => before === undefined || this.isDone[before] === true);
  }

  private movesOf(candidate: Candidate<Call>, node: Node<State>): readonly Move<State, Call>[] {
    const { operation } = candidate;
    const { lost } = this.options;
    const sides = lost === undefined ? theOneSide : sidesOf(candidate, node, lost);
    const ofCurrent = this.stepsOf(operation, node.current);
    const ofOld =
      node.old === undefined || !sides.includes('old') ? ofCurrent : this.stepsOf(operation, node.old);
    const isSeen = operation.answer !== undefined || operation.isCertain;
    return sides
      .flatMap((side) =>
        (side === 'old' ? ofOld : ofCurrent).map((step) => moved(candidate, node, { ...step, side })),
      )
      .filter(({ side, hasEffect }) => hasEffect || (isSeen && (side === 'both' || node.old !== undefined)));
  }

  private stepsOf(operation: Operation<Call>, state: State): readonly TriedStep<State>[] {
    this.stepsLeft -= 1;
    const { answer, call } = operation;
    const before = this.model.fingerprint(state);
    return this.model
      .steps(state, call)
      .filter((step) => {
        if (answer === undefined) return true;
        this.options.onAnswer?.(operation as Operation<never>, step.answer);
        return isDeepStrictEqual(step.answer, answer.value);
      })
      .map((step) => ({ state: step.state, hasEffect: this.model.fingerprint(step.state) !== before }));
  }
}

interface TriedStep<State> {
  readonly state: State;
  readonly hasEffect: boolean;
}

function candidatesOf<State, Call>(
  operations: readonly Operation<Call>[],
  model: SequentialModel<State, Call>,
  lost: LostSuffix | undefined,
): readonly Candidate<Call>[] {
  const sorted = operations.toSorted((one, other) => one.began - other.began);
  const placeOf = ({ began, call }: Operation<Call>): number =>
    sorted.findIndex((other) => other.began === began && other.call === call);
  return sorted.map((operation, place) => {
    const { ended, answer, call, isCertain, follows } = operation;
    const before = follows === undefined ? -1 : placeOf(follows);
    return {
      place,
      bit: 1n << BigInt(place),
      operation,
      end: isCertain && ended !== undefined ? ended : Infinity,
      isLook: answer !== undefined && model.isLook(call, answer.value),
      mayBeOld: lost !== undefined && mayBeOld(operation, lost),
      before: before < 0 ? undefined : before,
    };
  });
}

function moved<State, Call>(
  candidate: Candidate<Call>,
  node: Node<State>,
  { state, side, hasEffect }: TriedStep<State> & { readonly side: Side },
): Move<State, Call> {
  const { operation, bit, mayBeOld } = candidate;
  const { isCertain, answer, began } = operation;
  const isLost = side === 'old' && hasEffect && answer !== undefined;
  const oldLeft = node.oldLeft - (isCertain && mayBeOld ? 1 : 0);
  const old = side === 'both' ? undefined : side === 'old' ? state : (node.old ?? node.current);
  const after = {
    current: side === 'old' ? node.current : state,
    old: oldLeft === 0 ? undefined : old,
    lost: node.lost + (isLost ? 1 : 0),
    uncertain: node.uncertain + (isCertain ? 0 : 1),
    done: node.done | bit,
    certainLeft: node.certainLeft - (isCertain ? 1 : 0),
    oldLeft,
    latest: Math.max(node.latest, began),
  };
  return { candidate, operation, side, hasEffect, node: after };
}

const theOneSide: readonly Side[] = ['both'];

/** Where an operation may take effect. Once the old primary and its successor differ, no step is one of both. */
function sidesOf(
  { operation, mayBeOld }: Candidate<unknown>,
  { old, oldLeft }: Node<unknown>,
  lost: LostSuffix,
): readonly Side[] {
  if (oldLeft === 0) return theOneSide;
  const both: readonly Side[] = old === undefined ? theOneSide : [];
  const ofNew: readonly Side[] = (operation.ended ?? Infinity) > lost.failed ? ['new'] : [];
  return [...both, ...ofNew, ...(mayBeOld ? (['old'] as const) : [])];
}

function mayBeOld({ began, ended = Infinity }: Operation<unknown>, lost: LostSuffix): boolean {
  return began < lost.over && ended > lost.since;
}

function taken<State, Call>({ moves, next }: Frame<State, Call>): readonly PlacedOperation<Call>[] {
  return moves
    .slice(next - 1, next)
    .map(({ operation, side, hasEffect }) => ({ operation, side, hasEffect }));
}

function isSubset(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].every((element) => other.has(element));
}

import type {
  Balance,
  Block,
  CountrySpending,
  KnownRoute,
  GroupKind,
  Lane,
  MessageOfOpen,
  MessageOutcome,
  OpenOutcome,
  ReadOutcome,
  ReservedMoney,
  RouteCohort,
  RouteRecord,
  SpendOutcome,
  SubmitOutcome,
} from '@threepid/core';
import { scriptKinds } from './script-kinds.js';

/** A script's reply: its kind, then its values. Depending on the client, numbers may be strings or bytes. */
type Reply = readonly unknown[];

/** The reply of `open.lua`. */
export function openOutcome(reply: unknown): OpenOutcome {
  const { kind, rest } = taken(reply);
  if (kind === 'limited') return { kind, retryAfterMs: number(rest[0]) };
  if (kind !== 'opened') throw unexpected(kind);
  return {
    kind,
    secretIndex: number(rest[0]),
    generation: base64url(rest[1]),
    nonce: base64url(rest[2]),
    message: messageOfOpen(wordOf(rest[3]), rest[4]),
    codeExpiresAt: number(rest[5]),
    sentMessage: optional(rest[6], base64url),
  };
}

function messageOfOpen(kind: string, claim: unknown): MessageOfOpen {
  if (kind === 'under-way') return { kind, claim: base64url(claim) };
  if (kind !== 'claimed' && kind !== 'sent') throw unexpected(kind);
  return { kind };
}

/** The reply of `settle.lua`. */
export interface SettleReply {
  /** True if such a message was under way. */
  readonly isSettled: boolean;
  readonly replaced: string | undefined;
}

export function settleReply(reply: unknown): SettleReply {
  const [settled, replaced] = values(reply);
  return { isSettled: number(settled) === 1, replaced: optional(replaced, base64url) };
}

const outcomes: readonly MessageOutcome[] = ['under-way', 'sent', 'unknown', 'failed', 'rejected'];

/** The reply of `outcome-of.lua`. */
export function messageOutcome(reply: unknown): MessageOutcome {
  const { kind } = taken(reply);
  const outcome = outcomes.find((one) => one === kind);
  if (outcome === undefined) throw unexpected(kind);
  return outcome;
}

/** The reply of `submit.lua`. */
export function submitOutcome(reply: unknown): SubmitOutcome {
  const { kind, rest } = taken(reply);
  if (kind === 'expired' || kind === 'unknown') return { kind };
  if (kind === 'incorrect') return { kind, ...sentMessageOf(rest[0]) };
  if (kind !== 'validated') throw unexpected(kind);
  return {
    kind,
    secretIndex: number(rest[0]),
    validatedAt: number(rest[1]),
    first: number(rest[2]) === 1,
    nextLink: optional(rest[3], base64url),
    receipt: optional(rest[4], base64url),
    sentMessage: optional(rest[5], base64url),
  };
}

/** The reply of `read.lua` and `consume.lua`. */
export function readOutcome(reply: unknown): ReadOutcome {
  const { kind, rest } = taken(reply);
  if (kind === 'unknown') return { kind };
  if (kind === 'pending' || kind === 'expired') {
    return { kind, ...sentMessageOf(rest[0]) };
  }
  if (kind !== 'validated') throw unexpected(kind);
  return { kind, secretIndex: number(rest[0]), validatedAt: number(rest[1]), address: base64url(rest[2]) };
}

/** The reply of `message-times.lua`: the times of each day, in ms into it. */
export function daysReply(reply: unknown): readonly (readonly number[])[] {
  return values(reply).map((day) => optional(day, (bytes) => numbersOf(bytes, 4)) ?? []);
}

/** The reply of `spent-times.lua`. */
export function timesReply(reply: unknown): readonly number[] {
  return optional(reply, (bytes) => numbersOf(bytes, 6)) ?? [];
}

/** Numbers of so many bytes each, big-endian. */
function numbersOf(bytes: unknown, each: number): readonly number[] {
  if (!(bytes instanceof Uint8Array)) throw unexpected(bytes);
  const packed = Buffer.from(bytes);
  if (packed.length % each !== 0) throw unexpected(bytes);
  return Array.from({ length: packed.length / each }, (_, place) => packed.readUIntBE(place * each, each));
}

function sentMessageOf(reply: unknown): { readonly sentMessage?: string } {
  const sentMessage = optional(reply, base64url);
  return sentMessage === undefined ? {} : { sentMessage };
}

/** The reply of `spend.lua`. */
export function spendOutcome(reply: unknown): SpendOutcome {
  const { kind, rest } = taken(reply);
  if (kind === 'spent') return { kind };
  if (kind !== 'limited') throw unexpected(kind);
  return { kind, retryAfterMs: number(rest[0]) };
}

/** The reply of `charge-message.lua`. */
export type ChargeReply =
  | {
      readonly kind: 'allow';
      readonly lane: Lane;
      /** True if the group `all` was charged in the same step. */
      readonly all: boolean;
      /** The kinds of the groups that had a whole message to pay. */
      readonly paid: readonly GroupKind[];
    }
  | { readonly kind: 'held'; readonly lane: Lane }
  | {
      readonly kind: 'refuse';
      readonly lane: Lane;
      readonly short: GroupKind;
      readonly retryAfterMs: number;
      readonly challenge: boolean;
      /** True if the group `all` must pay too, and wasn't asked. */
      readonly asksAll: boolean;
    };

const lanes: readonly Lane[] = ['nobody', 'network', 'address', 'pair', 'proved'];

export function chargeReply(reply: unknown): ChargeReply {
  const { kind, rest } = taken(reply);
  const [name, ...values] = rest;
  const lane = lanes.find((one) => one === wordOf(name));
  if (lane === undefined) throw unexpected(name);
  if (kind === 'held') return { kind, lane };
  const [first = 0, second = 0, third = 0, fourth = 0] = values.map(number);
  if (kind === 'allow') return { kind, lane, all: first === 1, paid: kindsOf(second) };
  const short = scriptKinds[first - 1];
  if (kind !== 'refuse' || short === undefined) throw unexpected(kind);
  return { kind, lane, short, retryAfterMs: second, challenge: third === 1, asksAll: fourth === 1 };
}

function kindsOf(bits: number): readonly GroupKind[] {
  return scriptKinds.filter((_, place) => (bits & (1 << place)) !== 0);
}

/** The reply of `charge-groups.lua`. */
export interface Shortage {
  /** Milliseconds until every group can pay; 0 if they can. */
  readonly wait: number;
  /** The kind of the group that is short for longest. */
  readonly short: GroupKind | undefined;
}

export function shortageReply(reply: unknown): Shortage {
  const [wait = 0, short = 0] = values(reply).map(number);
  return { wait, short: scriptKinds[short - 1] };
}

/** The reply of `read-groups.lua`. */
export function balancesReply(reply: unknown): readonly (Balance | undefined)[] {
  return values(reply).map((balance) => optional(balance, balanceOf));
}

const balanceBytes = 13;

/** 7 bytes of an amount, and 6 of its time. */
function balanceOf(bytes: unknown): Balance {
  if (!(bytes instanceof Uint8Array) || bytes.length !== balanceBytes) throw unexpected(bytes);
  const packed = Buffer.from(bytes);
  return { amount: packed.readUIntBE(0, 1) * 2 ** 48 + packed.readUIntBE(1, 6), at: packed.readUIntBE(7, 6) };
}

/** The reply of `reserve-money.lua`. */
export type MoneyReply =
  | { readonly kind: 'reserved'; readonly held: readonly ReservedMoney[] }
  /** `place` is the month that is short, from 0. */
  | { readonly kind: 'short'; readonly period: 'day' | 'month'; readonly place: number };

export function moneyReply(reply: unknown): MoneyReply {
  const { kind, rest } = taken(reply);
  if (kind === 'reserved') return { kind, held: heldOf(rest.map(number)) };
  const [period, place] = [wordOf(rest[0]), number(rest[1]) - 1];
  if (kind !== 'short' || (period !== 'day' && period !== 'month')) throw unexpected(kind);
  return { kind, period, place };
}

function heldOf([day, month, ...others]: readonly number[]): readonly ReservedMoney[] {
  return day === undefined || month === undefined ? [] : [{ day, month }, ...heldOf(others)];
}

/** The reply of `spent-money.lua`. */
export function spentReply(reply: unknown): Omit<CountrySpending, 'country'> {
  const [money = 0, messages = 0, ofMonth = 0, messagesOfMonth = 0] = values(reply).map(number);
  return { day: { money, messages }, month: { money: ofMonth, messages: messagesOfMonth } };
}

/** The reply of `count-routes.lua`. */
export function routesReply(reply: unknown): RouteRecord {
  const [counted, ...routes] = values(reply);
  return { counted: number(counted), routes: routes.map(knownRoute) };
}

function knownRoute(reply: unknown): KnownRoute {
  const [sender, ...numbers] = values(reply);
  return { sender: wordOf(sender), cohorts: cohortsOf(numbers.map(number)) };
}

function cohortsOf([
  minute,
  since = 0,
  sent = 0,
  verified = 0,
  failed = 0,
  ...others
]: readonly number[]): RouteCohort[] {
  return minute === undefined ? [] : [{ minute, since, sent, verified, failed }, ...cohortsOf(others)];
}

/** The reply of `agreements.lua`. */
export function urlsReply(reply: unknown): readonly string[] {
  const urls = jsonOf(optional(reply, textOf) ?? '[]');
  if (!Array.isArray(urls) || !urls.every((url) => typeof url === 'string')) throw unexpected(reply);
  return urls;
}

/** Undefined for a text that isn't JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The reply of `read-blocks.lua`. */
export function blocksReply(reply: unknown): readonly Block[] {
  const text = optional(reply, textOf) ?? '{}';
  try {
    return Object.entries(JSON.parse(text) as object).map(blockOf);
  } catch {
    throw unexpected(reply);
  }
}

function blockOf([target, block]: readonly [string, unknown]): Block {
  const [ends, others] = block as readonly [ends: string, others: string];
  const { since, by, reason } = JSON.parse(others) as Pick<Block, 'since' | 'by' | 'reason'>;
  return { target, since, until: ends === '0' ? undefined : number(ends), by, reason };
}

function textOf(value: unknown): string {
  if (!(value instanceof Uint8Array)) throw unexpected(value);
  return Buffer.from(value).toString();
}

/** A reply that is a number. */
export function numberReply(reply: unknown): number {
  return number(reply);
}

function taken(reply: unknown): { kind: string; rest: Reply } {
  const [kind, ...rest] = values(reply);
  return { kind: wordOf(kind), rest };
}

function values(reply: unknown): Reply {
  if (!Array.isArray(reply)) throw unexpected(reply);
  return reply as Reply;
}

function number(value: unknown): number {
  const word = wordOf(value);
  if (!numberForm.test(word)) throw unexpected(value);
  return Number(word);
}

/** A simple value: clients answer some as texts, others as bytes or numbers. */
function wordOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  throw unexpected(value);
}

/** As Redis and Lua write one. */
const numberForm = /^-?\d+(?:\.\d+)?(?:e[+-]\d{1,2})?$/;

function base64url(value: unknown): string {
  if (!(value instanceof Uint8Array)) throw unexpected(value);
  return Buffer.from(value).toString('base64url');
}

function optional<Value>(value: unknown, read: (value: unknown) => Value): Value | undefined {
  return value === null || value === undefined ? undefined : read(value);
}

function unexpected(value: unknown): TypeError {
  return new TypeError(`threepid: a script answered ${typeof value} where another thing was due`);
}

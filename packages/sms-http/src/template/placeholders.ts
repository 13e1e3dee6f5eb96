import { createHash } from 'node:crypto';
import { gsmOctets, type MessageReport, type SmsMessage } from '@threepid/core';
import { durationForms, timeForms } from './times.js';
import type { Values } from './compile-template.js';

/** A table of placeholders: how each gets its value. */
export type PlaceholderTable<Subject> = Readonly<
  Record<string, (subject: Subject, now: number) => string | undefined>
>;

/** The placeholders of a message. */
export const messagePlaceholders: PlaceholderTable<SmsMessage> = {
  to: ({ to }) => to,
  msisdn: ({ to }) => to.slice(1),
  country: ({ country }) => country,
  text: ({ text }) => text,
  code: ({ code }) => code,
  locale: ({ locale }) => locale,
  brand: ({ brand }) => brand,
  purpose: ({ purpose }) => purpose,
  idempotencyKey: ({ idempotencyKey }) => idempotencyKey,
  'idempotencyKey:uuid': ({ idempotencyKey }) => uuidOf(idempotencyKey),
  alphabet: ({ text }) => alphabetOf(text),
  ...formsOf('expiresAt', timeForms, ({ expiresAt }: SmsMessage) => expiresAt),
  ...formsOf('expiresIn', durationForms, ({ expiresAt }: SmsMessage, now) => left(expiresAt, now)),
  ...formsOf('now', timeForms, (_message: SmsMessage, now) => now),
};

/** The placeholders of a report. */
export const reportPlaceholders: PlaceholderTable<MessageReport> = {
  messageId: ({ messageId }) => messageId,
  outcome: ({ outcome }) => outcome,
  country: ({ country }) => country,
  code: ({ code }) => code,
  ...formsOf('sentAt', timeForms, ({ sentAt }: MessageReport) => sentAt),
  ...formsOf('now', timeForms, (_report: MessageReport, now) => now),
};

/** Placeholders of messages and reports that can be missing. */
export const sometimesMissing: ReadonlySet<string> = new Set([
  'country',
  'code',
  'locale',
  'brand',
  ...Object.keys(timeForms).map((form) => `expiresAt:${form}`),
  ...Object.keys(durationForms).map((form) => `expiresIn:${form}`),
]);

/** The values of one subject at one moment. Placeholders that the table doesn't have are the settings'. */
export function valuesOf<Subject>(
  table: PlaceholderTable<Subject>,
  subject: Subject,
  now: number,
  settings: Readonly<Record<string, string>>,
): Values {
  return (name) => (Object.hasOwn(table, name) ? table[name]?.(subject, now) : settings[name]);
}

function formsOf<Subject>(
  name: string,
  forms: Readonly<Record<string, (ms: number) => string>>,
  msOf: (subject: Subject, now: number) => number | undefined,
): PlaceholderTable<Subject> {
  const entries = Object.entries(forms).map(([form, write]) => {
    const value = (subject: Subject, now: number): string | undefined => {
      const ms = msOf(subject, now);
      return ms === undefined || !(Math.abs(ms) <= latestTime) ? undefined : write(ms);
    };
    return [`${name}:${form}`, value] as const;
  });
  return Object.fromEntries(entries);
}

/** The latest time that `Date` knows; it can't write a later one. */
const latestTime = 8.64e15;

function left(expiresAt: number | undefined, now: number): number | undefined {
  return expiresAt === undefined ? undefined : expiresAt - now;
}

function alphabetOf(text: string): 'gsm' | 'unicode' {
  for (const character of text) if (gsmOctets(character) === undefined) return 'unicode';
  return 'gsm';
}

/**
 * A UUID that is the same for the same key, for providers that take nothing else.
 *
 * Source: RFC 9562, section 5.8, UUID version 8.
 */
function uuidOf(key: string): string {
  const bytes = createHash('sha256').update(key).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

import { readFileSync } from 'node:fs';
import { root } from '../server-process.js';

/** Some fields of an answer: of its body, or a header of that name; `status`, and `type` for the content type. */
export type ExpectedAnswer = Readonly<Record<string, string | number | boolean>> & {
  readonly status: number;
};

/** A call, and what sydent answers. Texts have the placeholders `{sid}`, `{code}`, `{wrong}`, `{account}`, `{each}`, `{time}`. */
export interface VectorCall {
  readonly get?: string;
  readonly post?: string;
  readonly options?: string;
  /** The body: one of these. */
  readonly json?: Readonly<Record<string, unknown>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly text?: string;
  /** Sent with the access token of an account. */
  readonly account?: boolean;
  /** How often it is made; `{time}` counts. */
  readonly times?: number;
  /** Values of `{each}`, each of which is sent. */
  readonly each?: readonly string[];
  readonly sydent: ExpectedAnswer;
  /** Where threepid answers differently on purpose. */
  readonly ours?: ExpectedAnswer;
  readonly why?: string;
  /** Keeps the session for the calls that follow. */
  readonly keep?: 'sid';
}

/** A case of sydent's tests, or of the code that they test. */
export interface SydentVector {
  readonly name: string;
  /** Its lines in sydent's source. */
  readonly lines: string;
  /** Has the provider refuse every message. */
  readonly provider?: 'refuse';
  readonly calls: readonly VectorCall[];
  /** Messages that are sent to a number. */
  readonly messages?: { readonly to: string; readonly count: number; readonly codes?: number };
}

/** The cases of `sydent-vectors.json`. */
export function sydentVectors(): readonly SydentVector[] {
  const text = readFileSync(`${root}test/peers/sydent-vectors.json`, 'utf8');
  return (JSON.parse(text) as { readonly vectors: readonly SydentVector[] }).vectors;
}

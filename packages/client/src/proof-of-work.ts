import { fieldsOf } from './fields-of.js';

/** A proof of work that a server asks for: a challenge of ALTCHA, version 2, whose counter is limited. */
export interface ProofOfWork {
  /** As the server sent it; it is sent back with the solution. */
  readonly signed: { readonly parameters: unknown; readonly signature: unknown };
  /** Hexadecimal. */
  readonly nonce: string;
  /** Hexadecimal. */
  readonly salt: string;
  /** What the derived key begins with, hexadecimal. */
  readonly keyPrefix: string;
  /** Iterations of PBKDF2. */
  readonly cost: number;
  /** Bytes of the derived key. */
  readonly keyLength: number;
  /** The greatest counter that may be the right one. */
  readonly maxCounter: number;
}

/** The counter whose derived key begins as it should, and the key. */
export interface AltchaSolution {
  readonly counter: number;
  /** Hexadecimal. */
  readonly derivedKey: string;
}

/** Some minutes of a slow phone: no server may keep a person's device busy for longer. */
const mostIterations = 200_000_000;

/** Reads the `challenge` of an error; undefined if it is none that this client can solve. */
export function proofOfWorkOf(value: unknown): ProofOfWork | undefined {
  const { type, parameters, signature, max_counter: maxCounter } = fieldsOf(value);
  const { algorithm, nonce, salt, keyPrefix, cost, keyLength } = fieldsOf(parameters);
  if (type !== 'altcha' || algorithm !== 'PBKDF2/SHA-256') return undefined;
  if (!isHex(nonce) || !isHex(salt) || !isHex(keyPrefix)) return undefined;
  if (!isCount(cost) || !isCount(keyLength) || !isCount(maxCounter)) return undefined;
  if (cost * maxCounter > mostIterations) return undefined;
  return { signed: { parameters, signature }, nonce, salt, keyPrefix, cost, keyLength, maxCounter };
}

/** The answer to a challenge, as ALTCHA's own widget sends it: JSON in base64. */
export function altchaAnswer({ signed }: ProofOfWork, solution: AltchaSolution): string {
  return btoa(JSON.stringify({ challenge: signed, solution }));
}

function isHex(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[0-9a-f]{2})+$/.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

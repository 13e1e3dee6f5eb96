import { createHash, createHmac } from 'node:crypto';
import type { SignatureAlgorithm, SignatureDeclaration } from '../declaration/sms-http-declaration.js';
import { compileTemplate, type Values } from '../template/compile-template.js';
import { UnsendableError } from '../template/escape.js';

/** A hash that Node has. */
export type HashName = 'md5' | 'sha1' | 'sha256' | 'sha512';

/** All algorithms of signatures. */
export const signatureAlgorithms: Readonly<Record<SignatureAlgorithm, { hash: HashName; hasKey: boolean }>> =
  {
    'hmac-md5': { hash: 'md5', hasKey: true },
    'hmac-sha1': { hash: 'sha1', hasKey: true },
    'hmac-sha256': { hash: 'sha256', hasKey: true },
    'hmac-sha512': { hash: 'sha512', hasKey: true },
    md5: { hash: 'md5', hasKey: false },
    sha1: { hash: 'sha1', hasKey: false },
    sha256: { hash: 'sha256', hasKey: false },
    sha512: { hash: 'sha512', hasKey: false },
  };

/** The bytes of a signature. Without a key, the algorithm is a plain hash. */
export function signatureOf(algorithm: SignatureAlgorithm, key: Buffer | undefined, text: string): Buffer {
  const { hash } = signatureAlgorithms[algorithm];
  const hashing = key === undefined ? createHash(hash) : createHmac(hash, key);
  return hashing.update(text).digest();
}

/** Computes the value of `{signature}`. */
export type Signer = (values: Values) => string;

/** Compiles a signature. */
export function compileSignature(declaration: SignatureDeclaration): Signer {
  const { algorithm, key, keyEncoding = 'text', text, output } = declaration;
  const keyText = key === undefined ? undefined : compileTemplate(key);
  const signedText = compileTemplate(text);
  return (values) => {
    const bytes = keyText === undefined ? undefined : keyOf(present(keyText(values)), keyEncoding);
    return signatureOf(algorithm, bytes, present(signedText(values))).toString(output);
  };
}

/** The bytes of a key. */
export function keyOf(key: string, encoding: 'text' | 'base64' | 'hex'): Buffer {
  return Buffer.from(key, encoding === 'text' ? 'utf8' : encoding);
}

function present(value: string | undefined): string {
  if (value !== undefined) return value;
  throw new UnsendableError('a value of the signature is missing');
}

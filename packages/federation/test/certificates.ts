import { createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Options of a certificate. */
export interface CertificateOptions {
  /** Host names and IPv4 addresses. */
  readonly names: readonly string[];
  readonly notAfter?: Date;
}

/** A certificate authority for one test. */
export class CertificateAuthority {
  readonly cert: string;
  readonly #keys = newKeys();

  constructor() {
    this.cert = signed(
      { subject: 'a test CA', publicKey: this.#keys.publicKey, isAuthority: true },
      this.#keys.privateKey,
    );
  }

  issue({ names, notAfter }: CertificateOptions): Certificate {
    const { publicKey, privateKey } = newKeys();
    const cert = signed({ subject: names[0] ?? '', publicKey, names, notAfter }, this.#keys.privateKey);
    return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }
}

interface Contents {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly names?: readonly string[];
  readonly notAfter?: Date | undefined;
  readonly isAuthority?: boolean;
}

function newKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** Source: RFC 5280, section 4.1, in DER (ITU-T X.690). */
function signed(contents: Contents, key: KeyObject): string {
  const body = tbsCertificate(contents);
  const signature = createSign('sha256').update(body).sign(key);
  const der = sequence(body, ecdsaWithSha256, bitString(signature));
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

function tbsCertificate({ subject, publicKey, names, notAfter, isAuthority }: Contents): Buffer {
  const hour = 3_600_000;
  const until = notAfter ?? new Date(Date.now() + hour);
  const version3 = tagged(0xa0, integer(Buffer.from([2])));
  return sequence(
    version3,
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    commonName('a test CA'),
    sequence(time(new Date(Math.min(Date.now(), until.getTime()) - hour)), time(until)),
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(isAuthority === true ? authority : alternativeNames(names ?? []))),
  );
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content]);
}

function lengthOf({ length }: Buffer): Buffer {
  return length < 128 ? Buffer.from([length]) : Buffer.from([0x82, length >> 8, length & 255]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function bitString(bytes: Buffer): Buffer {
  return tagged(0x03, Buffer.from([0]), bytes);
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function time(date: Date): Buffer {
  return tagged(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, '')));
}

function commonName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(name)))));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), tagged(0x04, value));
}

function alternativeNames(names: readonly string[]): Buffer {
  const entries = names.map((name) =>
    /^[0-9.]+$/.test(name)
      ? tagged(0x87, Buffer.from(name.split('.').map(Number)))
      : tagged(0x82, Buffer.from(name)),
  );
  return extension('551d11', sequence(...entries));
}

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const authority = extension('551d13', sequence(tagged(0x01, Buffer.from([255]))));

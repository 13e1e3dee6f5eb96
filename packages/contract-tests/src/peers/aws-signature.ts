import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SmsPeerRequest } from './sms-http-peer.js';

/** An access key of AWS. */
export interface AwsPeerCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * What is wrong with a signature.
 *
 * - `missing`: there is none for this service.
 * - `unknown-key`: it is of another access key.
 * - `wrong`: it doesn't fit the request and the secret.
 */
export type AwsSignatureFault = 'missing' | 'unknown-key' | 'wrong';

const authorization =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

interface AwsSignature {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/**
 * Checks the Signature Version 4 of a request for a service, such as `sns`. Without credentials, any key and secret will
 * do. It doesn't compare the time with this machine's.
 *
 * @returns undefined if nothing is wrong with it.
 * Source: AWS Identity and Access Management User Guide, "Create a signed AWS API request".
 */
export function signatureFault(
  request: SmsPeerRequest,
  service: string,
  credentials?: AwsPeerCredentials,
): AwsSignatureFault | undefined {
  const read = readSignature(request);
  if (read?.service !== service) return 'missing';
  if (credentials === undefined) return undefined;
  if (read.accessKeyId !== credentials.accessKeyId) return 'unknown-key';
  const expected = signatureOf(request, read, credentials.secretAccessKey);
  return timingSafeEqual(Buffer.from(read.signature, 'hex'), expected) ? undefined : 'wrong';
}

/** The parts of the signature; undefined also if it doesn't cover the host and the time. */
function readSignature({ headers }: SmsPeerRequest): AwsSignature | undefined {
  const [, accessKeyId = '', date = '', region = '', service = '', signed = '', signature = ''] =
    authorization.exec(headers.authorization ?? '') ?? [];
  const signedHeaders = signed.split(';');
  if (!signedHeaders.includes('host') || !signedHeaders.includes('x-amz-date')) return undefined;
  if (!String(headers['x-amz-date']).startsWith(`${date}T`)) return undefined;
  return { accessKeyId, date, region, service, signedHeaders, signature };
}

function signatureOf(request: SmsPeerRequest, read: AwsSignature, secret: string): Buffer {
  const scope = [read.date, read.region, read.service, 'aws4_request'];
  const time = String(request.headers['x-amz-date']);
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonicalRequest(request, read))].join(
    '\n',
  );
  const key = scope.reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${secret}`);
  return hmac(key, text);
}

function canonicalRequest(
  { method, path, headers, body }: SmsPeerRequest,
  { signedHeaders }: AwsSignature,
): string {
  const [file = '', query = ''] = path.split('?', 2);
  const lines = signedHeaders.map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}\n`);
  return [method, file, query, lines.join(''), signedHeaders.join(';'), sha256(body)].join('\n');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

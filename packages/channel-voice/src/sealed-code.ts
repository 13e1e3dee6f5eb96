import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** What a callback needs to know to read a code out. */
export interface SealedCode {
  readonly code: string;
  /** The tag of a language that calls speak. */
  readonly tag: string;
  readonly brand?: string | undefined;
  /** Unix time in milliseconds. */
  readonly expiresAt: number;
}

const [nonceBytes, authBytes] = [12, 16];

/**
 * Seals codes into the URL that Twilio calls, so that any process can answer, and whoever sees the URL learns no code.
 */
export class CodeSeal {
  readonly #key: Buffer;

  /** @param secret of the account: all processes have it. */
  constructor(secret: string) {
    this.#key = createHash('sha256').update(`threepid channel-voice\n${secret}`).digest();
  }

  seal(content: SealedCode): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const text = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url');
  }

  /** Undefined for anything that `seal` hasn't made. */
  open(sealed: string): SealedCode | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length <= nonceBytes + authBytes) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, nonceBytes));
    decipher.setAuthTag(bytes.subarray(-authBytes));
    try {
      const text = decipher.update(bytes.subarray(nonceBytes, -authBytes), undefined, 'utf8');
      return JSON.parse(text + decipher.final('utf8')) as SealedCode;
    } catch {
      return undefined;
    }
  }
}

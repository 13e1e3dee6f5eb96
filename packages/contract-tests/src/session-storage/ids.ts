import { randomBytes, randomInt } from 'node:crypto';

const slotAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.=_-';

/** The port promises its implementations the bytes of each id; so many, and no others, are made here. */
export const newSessionId = (): string => base64url(12);
export const newNumberId = (): string => base64url(12);
export const newAllowanceId = (): string => base64url(12);
export const newGeneration = (): string => base64url(4);
export const newNonce = (): string => base64url(4);
export const newMac = (): string => base64url(6);
export const newClaim = (): string => base64url(4);
export const newOpener = (): string => base64url(12);
export const newAddress = (): string => base64url(8);
export const newNextLink = (bytes = 60): string => base64url(bytes);
export const newSlot = (): string => slotCharacter() + slotCharacter();

/** The longest sealed next_link there is, in bytes. */
export const longestNextLink = 2_076;

function base64url(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

function slotCharacter(): string {
  return slotAlphabet.charAt(randomInt(slotAlphabet.length));
}

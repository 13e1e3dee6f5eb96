import { randomFillSync, randomInt } from 'node:crypto';

const slotAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.=_-';

/** Ids with exactly the number of bytes that the port specifies. */
export const newNumberId = (): string => base64url(12);
/** It begins as the number's id does. */
export const newSessionId = (numberId = newNumberId()): string => numberId.slice(0, 8) + base64url(6);
/** One that no number belongs to, unless one is given. */
export const newAllowanceId = (numberId = newNumberId()): string => numberId.slice(0, 8) + base64url(6);
export const newGeneration = (): string => base64url(4);
export const newNonce = (): string => base64url(4);
export const newMac = (): string => base64url(6);
export const newClaim = (): string => base64url(4);
export const newOpener = (): string => base64url(12);
export const newAddress = (): string => base64url(8);
export const newNextLink = (bytes = 60): string => base64url(bytes);
export const newReceipt = (bytes = 24): string => base64url(bytes);
export const newSentMessage = (bytes = 100): string => base64url(bytes);
export const newSlot = (): string => slotCharacter() + slotCharacter();

/** Length of the longest sealed next_link, in bytes. */
export const longestNextLink = 2_076;

/** Length of the longest receipt, in bytes. */
export const longestReceipt = 48;

/** Length of the longest text that is kept of a message, in bytes. */
export const longestSentMessage = 512;

/** Random bytes, drawn in batches because a suite needs a million. */
const drawn = Buffer.alloc(65_536);
let used = drawn.length;

function base64url(bytes: number): string {
  if (used + bytes > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += bytes;
  return drawn.toString('base64url', used - bytes, used);
}

function slotCharacter(): string {
  return slotAlphabet.charAt(randomInt(slotAlphabet.length));
}

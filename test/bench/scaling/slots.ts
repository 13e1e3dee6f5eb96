/** Hash slots of a Redis Cluster, shared out in equal rows: which master has a hash tag. */

export const slots = 16_384;

/** The hash tags of sessions: two characters of base64url. */
const characters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
export const sessionTags: readonly string[] = characters.flatMap((one) =>
  characters.map((other) => one + other),
);

const slotsOfSessions = sessionTags.map(slotOf);

/** CRC16 (XMODEM), by which a Cluster finds the slot of a tag. */
export function slotOf(tag: string): number {
  let crc = 0;
  for (const byte of Buffer.from(tag)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
  }
  return (crc & 0xffff) % slots;
}

/** How many of the sessions' tags each master has. */
export function tagsByMaster(masters: number): readonly number[] {
  const counts = Array.from({ length: masters }, () => 0);
  for (const slot of slotsOfSessions) {
    const master = Math.floor((slot * masters) / slots);
    counts[master] = (counts[master] ?? 0) + 1;
  }
  return counts;
}

/** The share of all sessions that the master with most of them has. */
export function greatestShare(masters: number): number {
  return Math.max(...tagsByMaster(masters)) / sessionTags.length;
}

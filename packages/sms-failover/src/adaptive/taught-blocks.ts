/** The last digits of a number that its block, a range of 10,000 numbers, has in common with others. */
const digitsOfBlock = 4;

/** The last messages to a country that were counted. */
const mostRemembered = 100;

/** How many of them may be to one block. Honest people are spread over thousands. */
const mostOfBlock = 4;

/**
 * Bounds what one range of numbers can teach. Somebody who owns numbers can verify the messages of one sender alone, as often as
 * the guard allows: in a small country, more often than all honest people.
 */
export class TaughtBlocks {
  private readonly blocks: string[] = [];

  /**
   * True if a message may be counted; then it is remembered.
   *
   * @param to E.164 with the `+`.
   */
  admit(to: string): boolean {
    const block = to.slice(0, -digitsOfBlock);
    if (this.blocks.filter((one) => one === block).length >= mostOfBlock) return false;
    this.blocks.push(block);
    if (this.blocks.length > mostRemembered) this.blocks.shift();
    return true;
  }
}

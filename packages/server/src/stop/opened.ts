/** Something that holds a connection, a port or a timer until it is closed. */
export interface Closable {
  close(): Promise<unknown>;
}

/** Things that were opened one after the other, to be closed in reverse order. */
export class Opened {
  private readonly things: Closable[] = [];

  /** Remembers a thing, and returns it. */
  keep<T extends Closable>(thing: T): T {
    this.things.push(thing);
    return thing;
  }

  /**
   * Closes everything, even if closing some of it fails.
   *
   * @throws the first error.
   */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (const thing of this.things.splice(0).reverse()) {
      await thing.close().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw errors[0];
  }
}

/**
 * Runs a function that opens things one after the other. If it fails, everything it has opened is closed.
 *
 * @throws the function's error.
 */
export async function openInOrder<T>(open: (opened: Opened) => Promise<T>): Promise<T> {
  const opened = new Opened();
  try {
    return await open(opened);
  } catch (error) {
    // The reason for closing matters more than an error while closing.
    await opened.close().catch(() => undefined);
    throw error;
  }
}

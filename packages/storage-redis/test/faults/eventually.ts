import { setTimeout as sleep } from 'node:timers/promises';

/** Tries until `isSo` says so: a real process comes back when it does. */
export async function eventually(isSo: () => Promise<boolean>, withinMs = 15_000): Promise<void> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline;) {
    if (await isSo()) return;
    await sleep(10);
  }
  throw new Error('waited in vain');
}

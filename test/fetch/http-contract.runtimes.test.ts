import { httpContract } from '@threepid/contract-tests';
import { bunExceptions, denoExceptions } from './host-exceptions.js';
import { binaryOf, bun, deno, startRuntime } from './runtime-process.js';
import { reference } from './reference.js';

for (const [runtime, exceptions] of [
  [bun, bunExceptions],
  [deno, denoExceptions],
] as const) {
  describe(runtime.name, () => {
    const binary = binaryOf(runtime);
    if (binary === undefined) {
      it.skip(
        `npm has no ${runtime.name} for ${process.platform} on ${process.arch}: it can't be tested here`,
      );
      return;
    }
    httpContract({
      describe,
      it,
      before,
      after,
      create: () => startRuntime(runtime, binary),
      reference,
      exceptions,
      numRuns: 20,
    });
  });
}

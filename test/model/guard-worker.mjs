// A worker thread: checks the parts of the guard whose names contain a wanted one, and says what came of each.
import { parentPort, workerData } from 'node:worker_threads';
import { guardModelParts } from './guard-parts.mjs';

const { seed, wanted } = workerData;

for (const { name, run } of guardModelParts(seed)) {
  if (wanted.length > 0 && !wanted.some((one) => name.includes(one))) continue;
  const startedAt = performance.now();
  const result = resultOf(run);
  parentPort.postMessage({ name, ...result, ms: performance.now() - startedAt });
}

function resultOf(run) {
  try {
    return run();
  } catch (error) {
    return { passed: false, text: error.stack };
  }
}

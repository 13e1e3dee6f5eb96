import { readFileSync } from 'node:fs';
import { replaySessionTraces, type SessionTrace, type SessionTraceRules } from './session-trace.js';
import type { Suite } from './suite.js';

/** The file of traces: all have the same rules. */
interface SessionTraces {
  readonly rules: SessionTraceRules;
  readonly traces: readonly (readonly string[])[];
}

/** Runs of the model that `npm run test:model` checks, step by step. */
export function modelTraces({ describe, it, storage }: Suite): void {
  describe('the model in Quint', () => {
    it('answers each step of its traces as the model does', async () => {
      await replaySessionTraces(storage(), sessionTraces());
    });
  });
}

function sessionTraces(): readonly SessionTrace[] {
  const file = new URL('../../traces/sessions.json', import.meta.url);
  const { rules, traces } = JSON.parse(readFileSync(file, 'utf8')) as SessionTraces;
  return traces.map((steps) => ({ rules, steps }));
}

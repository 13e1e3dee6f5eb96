import type { SendPolicy } from '@threepid/core';
import { britishNumber, crowdsOf } from './crowds.js';
import { events } from './events.js';
import { forgetting } from './forgetting.js';
import { limits } from './limits.js';
import type { PolicySuite, SendPolicyContractOptions } from './policy-suite.js';
import { unavailable } from './unavailable.js';
import { verdicts } from './verdicts.js';

/** The suite that every `SendPolicy` must pass. */
export function sendPolicyContract(options: SendPolicyContractOptions): void {
  options.describe('send policy contract', () => {
    const suite = suiteOf(options);
    verdicts(suite);
    limits(suite);
    events(suite);
    forgetting(suite);
    unavailable(suite);
  });
}

function suiteOf(options: SendPolicyContractOptions): PolicySuite {
  const { describe, create, createBeside, destroy } = options;
  return {
    describe,
    options,
    crowds: crowdsOf(options.number ?? britishNumber),
    processesOf: async (policy) =>
      createBeside === undefined ? [policy] : [policy, await createBeside(policy)],
    it: (title, body) => {
      options.it(title, async () => {
        const made: SendPolicy[] = [];
        try {
          await body(async () => {
            const policy = await create();
            made.push(policy);
            return policy;
          });
        } finally {
          for (const policy of made) await destroy?.(policy);
        }
      });
    },
  };
}

import { noModelState, type ModelState } from '../../dist/session-storage/model-storage.js';
import type { SessionCall } from '../../dist/session-storage/session-call.js';
import { CrowdMember } from '../../dist/histories/crowd-member.js';
import type { Operation } from '../../dist/histories/operation.js';
import { CrowdRandom } from '../../dist/histories/crowd-random.js';
import { SessionModel, type SessionStep } from '../../dist/histories/session-step.js';

const t0 = 1_700_000_000_000;
const moments = 100;

/** A history that has an order: calls were made one after the other, and seem to have taken longer than they did. */
export function stretchedHistory(seed: number, calls: number): readonly Operation<SessionStep>[] {
  const random = new CrowdRandom(seed);
  const member = new CrowdMember(random, calls, false);
  const model = new SessionModel();
  const history: Operation<SessionStep>[] = [];
  let state: ModelState = noModelState;
  for (let place = 1; place <= calls; place += 1) {
    const call = member.call({ secrets: ['first'], now: t0 + 2_000 * place + random.one([0, 20_000]) });
    if (call === undefined) continue;
    const taken = random.one(model.steps(state, call));
    const isLost = random.oneIn(8);
    // What is lost may never have happened.
    if (!isLost || random.oneIn(2)) state = taken.state;
    if (!isLost) member.learn(call, taken.answer);
    history.push(stretched(place, call, isLost ? undefined : { value: taken.answer }, random));
  }
  return history;
}

function stretched(
  place: number,
  call: SessionCall,
  answer: Operation<SessionStep>['answer'],
  random: CrowdRandom,
): Operation<SessionStep> {
  // No two calls begin or end at the same moment.
  const began = moments * (place - random.below(4)) - 2 * place;
  const ended = answer === undefined ? undefined : moments * (place + random.below(4)) + 2 * place + 1;
  return { client: `client ${place}`, call, began, ended, answer, isCertain: answer !== undefined };
}

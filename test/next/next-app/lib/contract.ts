import {
  createHttpContractThreepid,
  performControl,
  type HttpContractThreepid,
} from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';

/** One framework per router, shared on `globalThis`, because Next loads this module more than once. */
type Frameworks = Record<'app' | 'pages', HttpContractThreepid>;

/** A control command of the suite, from the process that started this one. */
interface ControlMessage {
  readonly id: number;
  readonly router: keyof Frameworks;
  readonly command: unknown;
}

const key = Symbol.for('threepid.contract');
const anchor = globalThis as { [key]?: Frameworks };

export const frameworks = (anchor[key] ??= started());

function started(): Frameworks {
  const both = {
    app: createHttpContractThreepid(new MemorySessionStorage()),
    pages: createHttpContractThreepid(new MemorySessionStorage()),
  };
  // The suite controls the app through this channel, because a route would take most of the suite's time.
  process.on('message', ({ id, router, command }: ControlMessage) => {
    void performControl(both[router].control, command).then((result) => process.send?.({ id, result }));
  });
  return both;
}

import { createHttpContractThreepid, performControl } from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';

const framework = createHttpContractThreepid(new MemorySessionStorage());

export const { threepid } = framework;

/** Tells the process that started this one where the host listens, and carries out its commands from then on. */
export function control(port: number): void {
  process.on('message', ({ id, command }: { readonly id: number; readonly command: unknown }) => {
    void performControl(framework.control, command).then((result) => process.send?.({ id, result }));
  });
  process.send?.({ port });
}

import type { ContractRunner } from './contract-runner.js';

/** How a suite gets storages. */
interface Storages<Storage> extends Pick<ContractRunner, 'it'> {
  readonly create: () => Promise<Storage> | Storage;
  readonly destroy?: (storage: Storage) => Promise<void> | void;
}

/** An `it` whose tests each get a new storage, which is closed after them. */
export function itOnNewStorage<Storage>({ it, create, destroy }: Storages<Storage>) {
  return (title: string, body: (storage: Storage) => Promise<void>): void => {
    it(title, async () => {
      const storage = await create();
      try {
        await body(storage);
      } finally {
        await destroy?.(storage);
      }
    });
  };
}

import type { Threepid } from '@threepid/core' with { 'resolution-mode': 'import' };

/** For `moduleResolution: node16`, in a TypeScript that does not support `require` of an ES module. */
export async function framework(): Promise<Threepid> {
  const { ConsoleSmsSender, createThreepid } = await import('@threepid/core');
  const { MemorySessionStorage } = await import('@threepid/storage-memory');
  return createThreepid({
    secret: 'a secret of the packaging check',
    storage: new MemorySessionStorage(),
    sms: new ConsoleSmsSender(),
  });
}

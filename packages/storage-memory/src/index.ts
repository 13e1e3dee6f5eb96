export {
  MemorySessionStorage,
  type MemorySessionStorageOptions,
  type MemorySessionStorageSize,
} from './memory-session-storage.js';

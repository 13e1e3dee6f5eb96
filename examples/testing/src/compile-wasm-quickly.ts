// Loaded before an example: V8 compiles WebAssembly once, by its quick compiler.
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--liftoff-only');

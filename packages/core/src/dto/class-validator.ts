// The parts of class-validator that this package uses, each by its own path: the index loads over a hundred rules and their
// libraries, which every host would hold in memory (3 MB of heap, 8 MB of RSS).
export { ArrayMaxSize } from 'class-validator/cjs/decorator/array/ArrayMaxSize.js';
export { IsArray } from 'class-validator/cjs/decorator/typechecker/IsArray.js';
export { IsInt } from 'class-validator/cjs/decorator/typechecker/IsInt.js';
export { IsOptional } from 'class-validator/cjs/decorator/common/IsOptional.js';
export { IsString } from 'class-validator/cjs/decorator/typechecker/IsString.js';
export { Length } from 'class-validator/cjs/decorator/string/Length.js';
export { Matches } from 'class-validator/cjs/decorator/string/Matches.js';
export { Max } from 'class-validator/cjs/decorator/number/Max.js';
export { Min } from 'class-validator/cjs/decorator/number/Min.js';
export { getMetadataStorage } from 'class-validator/cjs/metadata/MetadataStorage.js';
export { ValidationTypes } from 'class-validator/cjs/validation/ValidationTypes.js';
export { Validator } from 'class-validator/cjs/validation/Validator.js';
export type { ValidationError } from 'class-validator';

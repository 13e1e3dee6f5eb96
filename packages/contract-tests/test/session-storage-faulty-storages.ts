import type { Fault } from './session-storage-faults/fault.js';
import { faultsInRaces } from './session-storage-faults/faults-in-races.js';
import { faultsOfAttempts } from './session-storage-faults/faults-of-attempts.js';
import { faultsOfClaims } from './session-storage-faults/faults-of-claims.js';
import { faultsOfCodes } from './session-storage-faults/faults-of-codes.js';
import { faultsOfLifetimes } from './session-storage-faults/faults-of-lifetimes.js';
import { faultsOfLimits } from './session-storage-faults/faults-of-limits.js';
import { faultsOfOutcomes } from './session-storage-faults/faults-of-outcomes.js';
import { faultsOfPlaces } from './session-storage-faults/faults-of-places.js';
import { faultsOfSettling } from './session-storage-faults/faults-of-settling.js';
import { faultsOfValidation } from './session-storage-faults/faults-of-validation.js';

/** Storages with one fault each, and the test of the suite that has to find it. */
export const faults: readonly Fault[] = [
  ...faultsInRaces,
  ...faultsOfAttempts,
  ...faultsOfClaims,
  ...faultsOfSettling,
  ...faultsOfOutcomes,
  ...faultsOfLifetimes,
  ...faultsOfCodes,
  ...faultsOfValidation,
  ...faultsOfLimits,
  ...faultsOfPlaces,
];

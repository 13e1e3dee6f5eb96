import type { Fault } from './fault.js';
import { faultsInRaces } from './faults-in-races.js';
import { faultsOfAttempts } from './faults-of-attempts.js';
import { faultsOfClaims } from './faults-of-claims.js';
import { faultsOfCodes } from './faults-of-codes.js';
import { faultsOfForgetting } from './faults-of-forgetting.js';
import { faultsOfLifetimes } from './faults-of-lifetimes.js';
import { faultsOfLimits } from './faults-of-limits.js';
import { faultsOfOutcomes } from './faults-of-outcomes.js';
import { faultsOfPlaces } from './faults-of-places.js';
import { faultsOfReceipts } from './faults-of-receipts.js';
import { faultsOfSentMessages } from './faults-of-sent-messages.js';
import { faultsOfSettling } from './faults-of-settling.js';
import { faultsOfValidation } from './faults-of-validation.js';

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
  ...faultsOfReceipts,
  ...faultsOfSentMessages,
  ...faultsOfLimits,
  ...faultsOfForgetting,
  ...faultsOfPlaces,
];

// What Mocha loads before tests. A misspelled assertion is an error of the compiler, so that chai need not look for it
// each time one runs, which took an eighth of the tests' time.
import { config } from 'chai';

config.useProxy = false;

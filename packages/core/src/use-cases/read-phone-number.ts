import type { PhoneNumber } from '../domain/phone-number.js';
import { readNumber, type RequestedNumber } from '../domain/requested-number.js';
import type { TestNumbers } from '../domain/test-numbers.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Clock } from '../ports/clock.js';

/** Reads a number as `RequestToken` does, and sends nothing. For hosts that store numbers in their canonical form. */
@injectable()
export class ReadPhoneNumber {
  constructor(
    @inject(tokens.testNumbers) private readonly testNumbers: TestNumbers,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /** @throws MatrixError `M_INVALID_PARAM` for the country, `M_INVALID_ADDRESS` for the number. */
  execute(requested: RequestedNumber): PhoneNumber {
    return readNumber(requested, this.testNumbers, this.clock.now());
  }
}

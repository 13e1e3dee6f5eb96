import type { DeliverMessageInput, HttpResponse } from '@threepid/core';
import type { HookCall } from './hook-call.js';
import type { HookRefusal } from './hook-refusal.js';

/** How one product calls, and how it reads answers. */
export interface Hook {
  /** @throws HookRefusal 401 if the call isn't the product's. */
  authenticate(call: HookCall): void;
  /** The message of an authenticated call. @throws HookRefusal 400 if the call isn't of the product's form. */
  read(call: HookCall): DeliverMessageInput;
  /** Time after which a message that is still being sent is accepted. Undefined: however long it takes. */
  readonly acceptAfterMs?: number;
  /** The answer once the message is sent. */
  readonly accepted: HttpResponse;
  /** The answer if it isn't. */
  refused(refusal: HookRefusal): HttpResponse;
}

import type { VerificationSession } from '@threepid/client';
import { formFields } from './form-fields.js';

export interface FormControlState {
  readonly name: string;
  readonly required: boolean;
  /** Undefined until the number is verified. */
  readonly session: VerificationSession | undefined;
  /** Said at `anchor` by a form that can't be sent without a verified number. */
  readonly advice: string;
  readonly anchor: HTMLElement | null;
}

/** Tells the form that the element is in what to send, and whether it may be sent. */
export function reflectInForm(internals: ElementInternals, control: FormControlState): void {
  const { name, required, session, advice, anchor } = control;
  internals.setFormValue(session ? formFields(name, session) : null);
  if (session || !required) internals.setValidity({});
  else internals.setValidity({ valueMissing: true }, advice, anchor ?? undefined);
}

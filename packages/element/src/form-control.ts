import type { VerificationState } from '@threepid/client';
import { formFields } from './form-fields.js';

export interface FormControlState {
  readonly name: string;
  readonly required: boolean;
  readonly state: VerificationState;
  /** Said at `anchor` by a form that can't be sent without a verified number. */
  readonly advice: string;
  readonly anchor: HTMLElement | null;
}

/** Tells the form that the element is in what to send, and whether it may be sent. */
export function reflectInForm(internals: ElementInternals, control: FormControlState): void {
  const { name, required, state, advice, anchor } = control;
  const verified = state.step === 'verified';
  internals.setFormValue(verified ? formFields(name, state.session) : null);
  if (verified || !required) internals.setValidity({});
  else internals.setValidity({ valueMissing: true }, advice, anchor ?? undefined);
}

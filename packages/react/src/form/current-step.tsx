import type { RefObject } from 'react';
import { CodeStep } from '../steps/code-step.js';
import { DoneStep } from '../steps/done-step.js';
import { FinishStep } from '../steps/finish-step.js';
import { NumberStep } from '../steps/number-step.js';
import { numberText } from '../steps/number-text.js';
import { finishedSession } from '../verification/finished-session.js';
import { useFinish } from '../verification/use-finish.js';
import type { UsedVerification } from '../verification/use-verification.js';
import type { PhoneVerificationProps } from './phone-verification-props.js';
import { useCountries } from './use-countries.js';

export interface CurrentStepProps extends Omit<PhoneVerificationProps, 'lang' | 'words'> {
  /** BCP 47 tag. */
  readonly locale: string;
  readonly verification: UsedVerification;
  /** True once the person has used the component. Steps don't take the focus before. */
  readonly used: RefObject<boolean>;
}

/** The step that the verification has reached. */
export function CurrentStep({ verification, used, terms, children, ...props }: CurrentStepProps) {
  const { state, restart } = verification;
  const [finish, retry] = useFinish(state, props.onVerified, finishedSession(props));
  const choice = useCountries(state, props);
  const focused = used.current;
  if (state.step === 'number' || state.step === 'sending')
    return <NumberStep {...{ verification, state, focused, terms }} {...choice} />;
  if (state.step !== 'verified' || (finish.step === 'waiting' && !finish.again))
    return <CodeStep {...{ verification, state, focused }} channels={props.channels} />;
  const number = numberText(state.session);
  if (finish.step !== 'done')
    return (
      <FinishStep
        {...{ number, focused }}
        busy={finish.step === 'waiting'}
        onRetry={retry}
        onAgain={restart}
      />
    );
  return (
    <DoneStep {...{ number, focused }} onAgain={restart}>
      {children}
    </DoneStep>
  );
}

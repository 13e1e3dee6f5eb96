import { PhoneVerification, type VerifiedSession } from '@threepid/react';
import { de } from '@threepid/react/words/de';
import { useState } from 'react';

export function Page() {
  const [verified, setVerified] = useState<VerifiedSession>();
  if (verified !== undefined) return <p>{verified.msisdn}</p>;
  return <PhoneVerification words={de} country="DE" headingLevel={1} onVerified={setVerified} />;
}

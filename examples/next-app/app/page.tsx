import { PhoneVerification } from '@threepid/react';
import { requestHints } from '@threepid/react/server';
import { headers } from 'next/headers';
import { finishVerification } from './actions';

export default async function Page() {
  const hints = requestHints((await headers()).get('accept-language'));
  return (
    <main>
      <PhoneVerification {...hints} headingLevel={1} onVerified={finishVerification} />
    </main>
  );
}

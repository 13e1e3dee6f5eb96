// A module that `THREEPID_SMS` names, in TypeScript.
import type { SenderModule } from 'threepid';

const makeSender: SenderModule = ({ environment }) => ({
  name: environment['OWN_NAME'] ?? 'own',
  send: ({ to }) => {
    console.log(`own-sender ${to}`);
    return Promise.resolve({ kind: 'sent', messageId: '1' });
  },
});

export default makeSender;

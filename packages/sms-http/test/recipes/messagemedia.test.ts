import { startMessagemediaPeer } from '@threepid/contract-tests/peers';
import { recipeContract } from '../recipe-contract.js';

const account = { apiKey: 'mm0123456789', apiSecret: 'messagemedia-secret-0f1e2d' };

recipeContract('messagemedia', {
  startPeer: () => startMessagemediaPeer(account),
  settings: { ...account, from: '+61491570157' },
  log: 'answered 400: /messages/0/destination_number: +44********56 is not a valid number for [text]',
});

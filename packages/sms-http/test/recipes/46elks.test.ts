import { startFortySixElksPeer } from '@threepid/contract-tests/peers';
import { recipeContract } from '../recipe-contract.js';

const account = { username: 'u0123456789abcdef', password: '46elks-password-0F1E2D' };

recipeContract('46elks', {
  startPeer: () => startFortySixElksPeer(account),
  settings: { ...account, from: 'Example' },
  log: "answered 400: Invalid to: +44********56 can't get [text]",
});

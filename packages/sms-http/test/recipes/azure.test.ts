import { startAzureSmsPeer } from '@threepid/contract-tests/peers';
import { recipeContract } from '../recipe-contract.js';

const accessKey = Buffer.from('the access key of an Azure resource').toString('base64');

recipeContract('azure', {
  startPeer: () => startAzureSmsPeer(accessKey),
  settings: { accessKey, endpoint: 'https://contoso.communication.azure.com', from: '+12065550100' },
  log: 'answered 202, code 400: Invalid To phone number format: +44********56, [text]',
  isWhole: true,
});

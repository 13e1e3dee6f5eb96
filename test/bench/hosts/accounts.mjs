// Accounts of the providers that the SMS peer plays.
export const secret = 'a secret for a bench, of a good length';
export const twilioAccount = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'f'.repeat(32),
  from: '+15005550006',
};
export const snsCredentials = { accessKeyId: 'any', secretAccessKey: 'any' };

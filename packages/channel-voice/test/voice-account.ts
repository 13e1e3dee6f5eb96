export const accountSid = `AC${'0123456789abcdef'.repeat(2)}`;
export const authToken = 'f00dbabe'.repeat(4);
export const account = { accountSid, username: accountSid, password: authToken };
export const from = '+12065550100';

export const account = {
  phoneNumberId: '106540352242922',
  accessToken: 'EAAfictionalTokenOfASystemUser',
  template: 'verification_code',
  languages: ['en_US', 'de', 'pt_BR'],
};

/** Options of a sender for the account, without its URL. */
export const options = {
  phoneNumberId: account.phoneNumberId,
  accessToken: account.accessToken,
  template: account.template,
  language: 'en_US',
  languages: { de: 'de', 'pt-BR': 'pt_BR' },
};

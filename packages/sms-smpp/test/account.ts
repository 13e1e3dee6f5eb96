/** The account that the tests' SMSC accepts. */
export const account = { host: '127.0.0.1', systemId: 'threepid', password: 'secret08' } as const;

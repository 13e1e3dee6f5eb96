/** What the SMSC of the tests lets in. */
export const account = { host: '127.0.0.1', systemId: 'threepid', password: 'secret08' } as const;

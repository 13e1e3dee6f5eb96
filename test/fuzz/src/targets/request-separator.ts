/** Between requests that come one after the other. */
export const requestSeparator = '\n----\n';

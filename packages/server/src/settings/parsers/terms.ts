import { readFileSync } from 'node:fs';
import { createTermsPolicy, type TermsDocument } from '@threepid/core';

/** Accepts the name of a JSON file of terms of service, and reads the file. */
export function terms(value: string): Readonly<Record<string, TermsDocument>> {
  const documents = documentsOf(value);
  // The policy checks its documents when it is made.
  createTermsPolicy({
    documents,
    storage: { add: () => Promise.resolve(), urlsOf: () => Promise.resolve([]) },
  });
  return documents;
}

function documentsOf(file: string): Readonly<Record<string, TermsDocument>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, TermsDocument>>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`must name a file of JSON that this process may read (${reason})`, { cause });
  }
}

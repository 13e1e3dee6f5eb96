import { e164PhoneNumbers, threepidOtp } from '@threepid/better-auth';
import type { Threepid } from '@threepid/core';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { bearer } from 'better-auth/plugins/bearer';
import { phoneNumber } from 'better-auth/plugins/phone-number';

/** The header in which this server tells better-auth the caller's address. It overwrites whatever a caller sends. */
export const addressHeader = 'x-client-address';

/** Settings of the example's better-auth. */
export interface AuthSettings {
  readonly publicUrl: string;
  readonly secret: string;
}

/** The accounts: better-auth keeps them, and threepid makes, sends and judges the codes. */
export function createAuth(threepid: Threepid, { publicUrl, secret }: AuthSettings) {
  return betterAuth({
    baseURL: publicUrl,
    secret,
    // Takes the place of your database.
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    emailAndPassword: { enabled: true },
    advanced: {
      ipAddress: { ipAddressHeaders: [addressHeader] },
      // So that the time of an answer doesn't tell whether a number has an account. On a platform that stops a process
      // after the answer, hand the task to it, such as to `waitUntil`.
      backgroundTasks: { handler: (task) => void task },
    },
    plugins: [
      phoneNumber({
        ...threepidOtp(threepid),
        signUpOnVerification: { getTempEmail: (number) => `${number.slice(1)}@phone.example.org` },
      }),
      e164PhoneNumbers(threepid, { country: 'GB' }),
      // Lets curl send the session as a token. A browser sends the cookie.
      bearer(),
    ],
  });
}

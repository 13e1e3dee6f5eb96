export { threepidOtp, type ThreepidOtp, type ThreepidOtpOptions } from './threepid-otp.js';
export { e164PhoneNumbers, type E164PhoneNumbersOptions } from './e164-phone-numbers.js';
export { challengeAnswerHeader, clientSecretHeader } from './request-headers.js';
export { otpErrorCodes } from './otp-error-codes.js';

/**
 * Names that say nothing about the brand, as carriers in the United Kingdom block them. A name that contains one beside
 * others, such as `Smith Bank`, is allowed.
 *
 * Source: castmessage, Banned sender names: the list that BT has had since 2023-10-31.
 */
const names: ReadonlySet<string> = new Set(
  `1TIMEPIN 2FA ACCEPT ACCESS ACCOUNT ACTIVE ADMIN ADVISE ALERT ALLOW ALLOWANCE APP APPOINTMENT APPROVE APPROVED AUTH
  AUTHMSG AUTHORISE AUTHSMS AWARE BANK BANKING BILL BILLING CALL CARD CAUTION CERTIFY CHECK CLOUDOTP CODE COLLECT COLLECTION
  CONFIRM CONTACT CONTROL COURIER DELAY DELIVER DELIVERY DISCOUNT ENERGY FRAUD HELP INFO INFOSMS ISA KEY LOAN LOGIN
  LOGISTICS LOGMEIN LOGON MALWARE MESSAGE MOBILE MORTGAGE MSG MSGAUTH NETWORK NOREPLY NOTIFY ONETIMEPIN ORDER OTP OTPSMS
  PACKAGE PARCEL PASSCODE PAY PAYMENT PIN PINCODE POST PROTOCOL PURCHASE RATIFY REBATE RECEIPT REFUND REMINDER REPAYMENT
  REPLY RESPOND SAVE SAVING SAVINGS SCAM SCHEDULE SECURE SECURITY SERVICE SHIPPING SIGN SIGNIN SIGNON SMS SMSAUTH SMSCODE
  SMSINFO SMSOTP SMSVERIFY SUPPORT SYSTEM TEXT TRACE TRACK TRACKING TRUST TXT UPDATE UPDATES VALIDATE VERIFY VERIFYME
  VERIFYSMS VIRUS WARN WARNING WINNER`.split(/\s+/),
);

/** Digits that stand for letters in variations of these names, such as `V3RIFY`. */
const letters: Readonly<Record<string, string>> = { '0': 'O', '1': 'I', '3': 'E', '4': 'A', '5': 'S' };

/** True for a name that says nothing about the brand: upper and lower case, spaces and marks don't matter. */
export function isGenericSenderName(name: string): boolean {
  const plain = name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return names.has(plain) || names.has(plain.replaceAll(/[01345]/g, (digit) => letters[digit] ?? digit));
}

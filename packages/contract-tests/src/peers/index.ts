export {
  SmsHttpPeer,
  type AnsweredSmsFault,
  type SmsHttpProvider,
  type SmsPeerAnswer,
  type SmsPeerJudgement,
  type SmsPeerRequest,
} from './sms-http-peer.js';
export type { AwsPeerCredentials } from './aws-signature.js';
export {
  awsSmsErrorAnswer,
  startAwsSmsPeer,
  type AwsSmsPeerFeedback,
  type AwsSmsPeerMessage,
  type AwsSmsPeerOptions,
} from './aws-sms-peer.js';
export { startAzureSmsPeer } from './azure-sms-peer.js';
export { startBirdPeer, type BirdPeerAccount } from './bird-peer.js';
export { startBrevoPeer } from './brevo-peer.js';
export { startClickatellPeer } from './clickatell-peer.js';
export { startFortySixElksPeer } from './forty-six-elks-peer.js';
export { startInfobipPeer } from './infobip-peer.js';
export { startMessagemediaPeer } from './messagemedia-peer.js';
export { startOvhcloudPeer, type OvhcloudPeerAccount } from './ovhcloud-peer.js';
export { startPlivoPeer } from './plivo-peer.js';
export { startSinchPeer } from './sinch-peer.js';
export { startTelnyxPeer } from './telnyx-peer.js';
export { snsErrorAnswer, startSnsPeer, type SnsPeerMessage } from './sns-peer.js';
export {
  startTwilioPeer,
  twilioCallHeaders,
  twilioErrorAnswer,
  type TwilioPeerAccount,
  type TwilioPeerMessage,
} from './twilio-peer.js';
export {
  startVonagePeer,
  vonageErrorAnswer,
  type VonagePeerAccount,
  type VonagePeerMessage,
} from './vonage-peer.js';
export { startWebhookPeer, type WebhookPeerMessage } from './webhook-peer.js';
export { startHcaptchaPeer } from './hcaptcha-peer.js';
export {
  SiteverifyPeer,
  type SiteverifyPeerFailure,
  type SiteverifyPeerService,
  type SiteverifyPeerSite,
  type SiteverifyPeerToken,
  type SiteverifyPeerVerdict,
  type SiteverifyPeerWidget,
} from './siteverify-peer.js';
export { startTurnstilePeer } from './turnstile-peer.js';
export {
  startWhatsAppPeer,
  whatsAppErrorAnswer,
  type WhatsAppPeerAccount,
  type WhatsAppPeerMessage,
} from './whatsapp-peer.js';
export {
  startTelegramPeer,
  telegramErrorAnswer,
  telegramReportHeaders,
  type TelegramPeerAccount,
  type TelegramPeerMessage,
} from './telegram-peer.js';
export { startTwilioVoicePeer, type TwilioPeerCall } from './twilio-voice-peer.js';

import { SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';

export const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

/** A client for a peer, otherwise with the SDK's defaults: three attempts. */
export function clientOf(endpoint: string, config: SNSClientConfig = {}): SNSClient {
  return new SNSClient({ region: 'eu-west-1', endpoint, credentials, ...config });
}

/** @type {import('next').NextConfig} */
export default {
  skipTrailingSlashRedirect: true,
  poweredByHeader: false,
  serverExternalPackages: ['ioredis', '@aws-sdk/client-sns'],
};

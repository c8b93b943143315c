import type { AzureOptions } from '../../../src/channels/azure/index.ts';

export const AZURE = {
  appId: '11111111-2222-4333-8444-555555555555',
  tenant: '11111111-2222-4333-8444-666666666666',
  password: 'azure-password-for-tests',
  issuer: 'https://api.botframework.com',
} as const;

/** With which our bots sign in at the local connector. */
export const BOT_TOKEN = 'bot-token-for-tests';

/** A local cloud: its keys, and bots that sign in with a token that the local connector knows. */
export function azureCloud(url: string): Pick<AzureOptions, 'cloud' | 'credentials'> {
  return {
    cloud: {
      ToChannelFromBotLoginUrl: `${url}/login`,
      ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      ToBotFromChannelTokenIssuer: AZURE.issuer,
      OAuthUrl: url,
      ToBotFromChannelOpenIdMetadataUrl: `${url}/openid`,
      ToBotFromEmulatorOpenIdMetadataUrl: `${url}/openid`,
      CallerId: '',
      ValidateAuthority: false,
    },
    credentials: ({ appId }) =>
      ({
        isValidAppId: async (id: string) => id === appId,
        isAuthenticationDisabled: async () => false,
        createCredentials: async () => ({
          signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
            request.headers.set('authorization', `Bearer ${BOT_TOKEN}`);
            return request;
          },
        }),
      }) as unknown as ReturnType<NonNullable<AzureOptions['credentials']>>,
  };
}

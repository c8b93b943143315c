export { AzureChannel, type AzureOptions } from './azureChannel.ts';
export { AZURE_LIMITS } from './azureMessage.ts';

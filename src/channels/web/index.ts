export { parseJsonObject } from './jsonBody.ts';
export { RateLimit } from './rateLimit.ts';
export { DIRECT_LINE, webRoutes } from './routes.ts';
export type { WebShop } from './shops.ts';
export { Streams } from './stream.ts';
export { equal } from './token.ts';
export { readUpload } from './uploadBody.ts';
export { WebChannel, type WebChannelOptions, type WebLimits } from './webChannel.ts';

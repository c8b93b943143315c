export { DIRECT_LINE, webRoutes } from './routes.ts';
export type { WebShop } from './shops.ts';
export { Streams } from './stream.ts';
export { WebChannel, type WebChannelOptions, type WebLimits } from './webChannel.ts';

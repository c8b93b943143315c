export { type Console, type ConsoleOptions, openConsole } from './console/index.ts';
export { HttpServer, type SocketRoute } from './httpServer.ts';
export { ListenError } from './listenError.ts';
export { type SiteOptions, siteRoutes } from './pages/index.ts';
export { StaticFiles } from './staticFiles.ts';

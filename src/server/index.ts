export { HttpServer, type SocketRoute } from './httpServer.ts';
export { homePage } from './pages/home.ts';
export { StaticFiles } from './staticFiles.ts';

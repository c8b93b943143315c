export { type SiteOptions, siteRoutes } from './siteRoutes.ts';

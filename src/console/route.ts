import { Cell } from './model/cell.ts';

/** Which screen is shown; the address after `#`. Ids only: no word of a customer stands in an address. */
export type Route =
  | { readonly page: 'inbox'; readonly conversation?: string; readonly about?: boolean }
  | { readonly page: 'complaints'; readonly number?: string }
  | { readonly page: 'unanswered' | 'feedback' | 'agents' | 'audit' | 'me' }
  | { readonly page: 'first' | 'password'; readonly token: string };

export type Page = Route['page'];

const PLAIN = new Set(['unanswered', 'feedback', 'agents', 'audit', 'me']);

export function readRoute(hash: string): Route {
  const [page = '', id, more] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decoded);
  if ((page === 'first' || page === 'password') && id) return { page, token: id };
  if (page === 'c' && id) return { page: 'inbox', conversation: id, about: more === 'about' };
  if (page === 'complaints') return id ? { page, number: id } : { page };
  if (PLAIN.has(page)) return { page: page as 'me' };
  return { page: 'inbox' };
}

export function hashOf(route: Route): string {
  if (route.page === 'inbox') {
    if (!route.conversation) return '#/';
    return `#/c/${encodeURIComponent(route.conversation)}${route.about ? '/about' : ''}`;
  }
  if ('token' in route) return `#/${route.page}/${encodeURIComponent(route.token)}`;
  if (route.page === 'complaints' && route.number) return `#/complaints/${encodeURIComponent(route.number)}`;
  return `#/${route.page}`;
}

export const route = new Cell<Route>(readRoute(location.hash));
addEventListener('hashchange', () => route.set(readRoute(location.hash)));

export function goTo(next: Route): void {
  const hash = hashOf(next);
  if (hash !== location.hash) location.hash = hash;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

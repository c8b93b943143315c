import type { HttpReply, Route } from '../../channels/http.ts';

/** The front page: where each shop's demonstration page is. */
export function homePage(shops: readonly { id: string; name: string }[]): Route {
  const links = shops.map(({ id, name }) => `<li><a href="/shops/${escapeHtml(id)}">${escapeHtml(name)}</a></li>`);
  const body = `<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Sanad</title></head>
<body><main><h1>Sanad</h1><ul>${links.join('')}</ul></main></body></html>`;
  return { method: 'GET', path: '/', handle: () => htmlPage(body) };
}

/** A page of ours: no scripts but our own files, nobody may frame it. */
export function htmlPage(body: string, policy = "default-src 'self'; frame-ancestors 'none'"): HttpReply {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-cache',
    },
    body,
  };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

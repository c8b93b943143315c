import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { HttpReply } from '../../channels/http.ts';
import { type Html, html } from '../pages/html.ts';

interface Words {
  readonly title: string;
  readonly text: string;
}

const COMMAND = 'npm run build';
const STYLE = `
:root { color-scheme: light dark; }
body { max-width: 40rem; margin: 3rem auto; padding: 0 1rem; font: 1.05rem/1.7 system-ui, sans-serif; }
section { margin-block: 2rem; }
h1 { margin: 0; font-size: 1.25rem; }
code { padding: .25rem .6rem; border: 1px solid; border-radius: .4rem; }
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * In place of the console's page while nobody has built it: what to run, in Arabic, French and English, because who
 * reads it has just installed the server and has chosen no language yet.
 */
export function notBuiltPage(): HttpReply {
  const file = new URL('../../../dialogs/locales/notBuilt.json', import.meta.url);
  const words = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Words>;
  const sections = Object.entries(words).map(([language, one]) => section(language, one));
  const { markup } = html`<!doctype html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.ar?.title}</title>
<link rel="icon" href="data:,">
<style>${{ markup: STYLE }}</style>
</head>
<body><main>${sections}</main></body>
</html>`;
  return {
    status: 503,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; frame-ancestors 'none'`,
      'cache-control': 'no-store',
    },
    body: markup,
  };
}

function section(language: string, { title, text }: Words): Html {
  return html`<section lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<h1>${title}</h1>
<p>${text}</p>
<p><code dir="ltr">${COMMAND}</code></p>
</section>`;
}

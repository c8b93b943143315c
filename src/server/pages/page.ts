import type { HttpReply, HttpRequest } from '../../channels/http.ts';
import { type Html, html } from './html.ts';
import type { PageLanguage, PageSay } from './pageWords.ts';

/** What one rendering of a page knows. */
export interface PageView {
  readonly language: PageLanguage;
  readonly say: PageSay;
  readonly request: HttpRequest;
  /** The same page's address with other values in its query. */
  readonly link: (path: string) => string;
}

export interface PageContent {
  readonly title: string;
  readonly body: Html;
  /** Scripts of ours and the like, at the end of the page. */
  readonly scripts?: Html;
  readonly policy?: string;
}

/** Only our own files; nobody may frame the page. */
export const OWN_FILES_ONLY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Wraps a content in the frame that all pages share: direction, title, stylesheet, language switch. */
export function pageReply({ title, body, scripts, policy = OWN_FILES_ONLY }: PageContent, view: PageView): HttpReply {
  const { language, say } = view;
  const other = language === 'ar' ? 'fr' : 'ar';
  const { markup } = html`<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="/pages.css">
<link rel="icon" href="data:,">
</head>
<body>
<a class="skip" href="#content">${say('skip')}</a>
<nav class="top" aria-label="${say('site')}">
<a class="brand" href="${view.link('/')}">${say('brand')}</a>
<a href="?lang=${other}" lang="${other}" hreflang="${other}">${say('other_language')}</a>
</nav>
<main id="content" tabindex="-1">
${body}
</main>
${scripts}
</body>
</html>`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-cache',
    },
    body: markup,
  };
}

import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions } from 'playwright-core';
import { type ConsolePage, openConsolePage } from '../support/consolePage.ts';
import { openConsoleSite } from '../support/consoleSite.ts';
import { openPage, type WidgetPage } from '../support/widgetPage.ts';
import { openBrowser } from '../support/widgetSite.ts';

/** Takes the pictures of the console in docs/screenshots anew: `node test/console/takeScreenshots.ts`; then look at each. */
const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const TABLET = { viewport: { width: 834, height: 1112 } };
const DESKTOP = { viewport: { width: 1440, height: 900 } };

const site = await openConsoleSite();
const browser = await openBrowser();
await site.account('salma', ['xiaomi-ma', 'village-ma'], 'supervisor', 'سلمى');
await site.account('karim', ['xiaomi-ma'], 'agent', 'كريم');

/** Customers who said these things, one conversation each; the last one stays open. */
async function customer(shop: string, ...words: string[]): Promise<WidgetPage> {
  const widget = await openPage(browser, `${site.url}/shops/${shop}`, DESKTOP);
  await widget.begin();
  for (const text of words) await widget.ask(text);
  return widget;
}

interface Picture extends BrowserContextOptions {
  readonly name: string;
  readonly language?: 'ar' | 'fr';
  readonly hash: string;
  readonly scene?: (console: ConsolePage) => Promise<unknown>;
}

await customer('village-ma', 'واش كاين التوصيل نهار الحد؟', 'بغيت نهضر مع شي واحد عافاكم');
await customer('xiaomi-ma', 'Vous avez un magasin à Tanger ?', 'je veux parler à un conseiller');
const desk = await openConsolePage(browser, site.consoleUrl, DESKTOP);
await desk.enter('salma');
await desk.liveState('live');
const buyer = await customer(
  'xiaomi-ma',
  'شحال عندي ديال الوقت باش نرجع التليفون؟',
  'بغيت نرجع التليفون، الكوموند 5261117836207719 والإيميل hicham.b@example.ma',
  'وصلني خاسر وما كيشعلش',
  'لا ماطاحش ليا ما دخلو الما وما صلحتوش',
  'بغيت نهضر مع شي واحد عافاكم',
);
await desk.showTab('mine');
await desk.rows.first().waitFor();
await desk.page.locator('.row-name').first().waitFor();
await desk.open();
await desk.say('السلام عليكم، معك سلمى من شاومي المغرب. اطلعت على طلبك وعلى القرار، وسأرتب لك استلام الهاتف.');
await buyer.say('شكرا بزاف، شحال غادي تاخد هاد الشي ديال الوقت؟');
await desk.message('شكرا بزاف');
await desk.page.locator('.kinds button').nth(1).click();
await desk.page.locator('#note').fill('الزبون متاح بعد الخامسة مساءً.');
await desk.page.locator('#note').press('Enter');
await desk.page.locator('.transcript .note').waitFor();
await desk.page.locator('.kinds button').first().click();
const open = new URL(desk.page.url()).hash;

const pictures: Picture[] = [
  { name: 'console-desktop-ar-light', ...DESKTOP, hash: open },
  { name: 'console-desktop-fr-dark', ...DESKTOP, language: 'fr', colorScheme: 'dark', hash: open },
  {
    name: 'console-desktop-ar-suggestions',
    ...DESKTOP,
    hash: open,
    scene: async ({ page }) => {
      await page.locator('#suggest').click();
      await page.locator('.suggestions blockquote').first().waitFor();
    },
  },
  { name: 'console-tablet-ar-light', ...TABLET, hash: open },
  { name: 'console-tablet-fr-about', ...TABLET, language: 'fr', hash: `${open}/about` },
  { name: 'console-phone-ar-queue', ...PHONE, hash: '#/' },
  { name: 'console-phone-ar-light', ...PHONE, hash: open },
  { name: 'console-phone-ar-about-dark', ...PHONE, colorScheme: 'dark', hash: `${open}/about` },
  { name: 'console-phone-fr-dark', ...PHONE, language: 'fr', colorScheme: 'dark', hash: open },
  { name: 'console-desktop-ar-unanswered', ...DESKTOP, hash: '#/unanswered' },
  {
    name: 'console-desktop-fr-help',
    ...DESKTOP,
    language: 'fr',
    hash: open,
    scene: ({ page }) => page.keyboard.press('?'),
  },
];

for (const { name, hash, scene, ...look } of pictures) {
  const console = await openConsolePage(browser, `${site.consoleUrl}${hash}`, look);
  await console.enter('salma');
  await console.page.getByText(/جارٍ التحميل|Chargement/).waitFor({ state: 'hidden' });
  if (hash === '#/') await console.showTab('waiting');
  await console.liveState('live');
  await scene?.(console);
  await console.page.locator('.row, .message, .nothing').first().waitFor({ state: 'attached' });
  await console.page.evaluate('document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(done)))');
  await console.page.screenshot({ path: `${FOLDER}${name}.png` });
  await console.context.close();
}
await browser.close();
await site.close();

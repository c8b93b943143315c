import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openPage, type WidgetPage } from '../support/widgetPage.ts';
import { openBrowser, openWidgetSite } from '../support/widgetSite.ts';

/** Takes the pictures of docs/screenshots anew: `node test/widget/takeScreenshots.ts`, then look at each of them. */
const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const DESKTOP = { viewport: { width: 1280, height: 800 } };

const site = await openWidgetSite();
const browser = await openBrowser();

interface Picture extends BrowserContextOptions {
  readonly name: string;
  readonly path: string;
  readonly scene: (widget: WidgetPage) => Promise<unknown>;
}

const asking = (...questions: string[]) => {
  return async (widget: WidgetPage) => {
    await widget.begin();
    for (const question of questions) await widget.ask(question);
  };
};

const pictures: Picture[] = [
  { name: 'phone-ar-light-welcome', path: '/shops/xiaomi-ma', ...PHONE, scene: asking() },
  {
    name: 'phone-ar-light-darija',
    path: '/shops/xiaomi-ma',
    ...PHONE,
    scene: asking('شحال عندي ديال الوقت باش نرجع التليفون؟'),
  },
  {
    name: 'phone-ar-dark',
    path: '/shops/village-ma',
    ...PHONE,
    colorScheme: 'dark',
    scene: asking('وصلاتني السلعة مهرسة، شنو ندير؟'),
  },
  {
    name: 'phone-fr-light',
    path: '/shops/maroc4products?lang=fr',
    ...PHONE,
    scene: asking('Est-ce que vous vendez mes données ?'),
  },
  { name: 'desktop-ar-light', path: '/shops/village-ma', ...DESKTOP, scene: asking('كم يومًا لديّ لإرجاع المنتج؟') },
  {
    name: 'desktop-ar-dark',
    path: '/shops/xiaomi-ma',
    ...DESKTOP,
    colorScheme: 'dark',
    scene: asking('chkoun li kaykhless f retour?'),
  },
  {
    name: 'desktop-fr-light',
    path: '/shops/xiaomi-ma?lang=fr',
    ...DESKTOP,
    scene: asking('Comment faire une réclamation ?'),
  },
  {
    name: 'desktop-fr-dark',
    path: '/shops/village-ma?lang=fr',
    ...DESKTOP,
    colorScheme: 'dark',
    scene: asking('Quels sont les moyens de paiement ?'),
  },
  {
    name: 'phone-ar-offline',
    path: '/shops/xiaomi-ma',
    ...PHONE,
    scene: async (widget) => {
      await asking()(widget);
      await widget.context.setOffline(true);
      await widget.say('عندي سؤال على الضمان');
      await widget.say('واش كاين شي مدة محددة؟');
    },
  },
  {
    name: 'policy-phone',
    path: '/shops/xiaomi-ma',
    ...PHONE,
    scene: async (widget) => {
      await asking('شحال عندي ديال الوقت باش نرجع التليفون؟')(widget);
      const link = await widget.panel.locator('a.clause').first().getAttribute('href');
      await widget.page.goto(link ?? '');
    },
  },
  {
    name: 'policy-desktop-dark',
    path: '/policies/village-ma#14-b',
    ...DESKTOP,
    colorScheme: 'dark',
    scene: async () => undefined,
  },
  { name: 'home-desktop', path: '/', ...DESKTOP, scene: async () => undefined },
  {
    name: 'web-chat',
    path: '/webchat/xiaomi-ma',
    viewport: { width: 900, height: 900 },
    scene: async ({ page }) => {
      const place = page.locator('#webchat');
      await place.getByText('أنا سند').first().waitFor();
      await place.getByRole('textbox').fill('من يدفع مصاريف الإرجاع؟');
      await place.getByRole('textbox').press('Enter');
      await place.locator('a[href*="/policies/"]').first().waitFor();
    },
  },
];

async function settled(page: Page): Promise<void> {
  await page.locator('.typing').waitFor({ state: 'hidden' });
  await page.evaluate('document.fonts.ready');
}

for (const { name, path, scene, ...look } of pictures) {
  const widget = await openPage(browser, site.url + path, { ...look, reducedMotion: 'reduce' });
  await scene(widget);
  await settled(widget.page);
  await widget.page.screenshot({ path: `${FOLDER}${name}.png` });
  await widget.context.close();
}
await browser.close();
await site.close();

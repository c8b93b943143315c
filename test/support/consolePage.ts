import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { PASSWORD } from './consoleDesk.ts';

/** The agents' console in a browser, in an agent's words. */
export class ConsolePage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors that reached the page or its console; refusals that the page shows are no faults. */
  readonly faults: string[] = [];
  readonly rows: Locator;
  readonly messages: Locator;
  readonly reply: Locator;

  constructor(page: Page) {
    this.page = page;
    this.context = page.context();
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !/Failed to load resource|WebSocket connection|ERR_/.test(text))
        this.faults.push(text);
    });
    this.rows = page.locator('.list-pane .row');
    this.messages = page.locator('.transcript .message');
    this.reply = page.locator('#reply');
  }

  async signIn(name: string, password = PASSWORD): Promise<void> {
    await this.page.locator('input[type=email]').fill(`${name}@example.ma`);
    await this.page.locator('input[name=password]').fill(password);
    await this.page.locator('button[type=submit]').click();
  }

  /** Signs in and waits for the desk. */
  async enter(name: string): Promise<void> {
    await this.signIn(name);
    await this.page.locator('.desk').waitFor();
  }

  /** Signs out: nobody is sent to this agent any more. */
  async signOut(): Promise<void> {
    await this.page.locator('.rail a[href="#/me"]').click();
    await this.page.locator('.me > p .button').click();
    await this.page.locator('input[type=email]').waitFor();
  }

  async showTab(place: 'waiting' | 'mine' | 'all'): Promise<void> {
    const index = ['waiting', 'mine', 'all'].indexOf(place);
    await this.page.locator('.tabs button').nth(index).click();
  }

  /** Opens the first conversation of the list that is shown. */
  async open(): Promise<void> {
    await this.rows.first().click();
    await this.messages.first().waitFor();
  }

  async say(text: string): Promise<void> {
    await this.reply.fill(text);
    await this.reply.press('Enter');
  }

  /** The message with these words, once it is there. */
  async message(words: string | RegExp): Promise<Locator> {
    const found = this.messages.filter({ hasText: words }).first();
    await found.waitFor();
    return found;
  }

  async liveState(state: string): Promise<void> {
    await this.page.locator(`.live-line[data-live=${state}]`).waitFor({ state: 'attached' });
  }
}

export interface ConsoleLook extends BrowserContextOptions {
  readonly language?: 'ar' | 'fr';
}

/** The console in a browser of its own, in a language. */
export async function openConsolePage(browser: Browser, url: string, look: ConsoleLook = {}): Promise<ConsolePage> {
  const { language = 'ar', ...options } = look;
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'ar-MA', ...options });
  const kept = `localStorage.getItem('sanad:console:language') ?? localStorage.setItem('sanad:console:language', '"${language}"')`;
  await context.addInitScript(kept);
  const console = new ConsolePage(await context.newPage());
  await console.page.goto(url);
  return console;
}

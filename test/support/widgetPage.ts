import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** The widget on a page, in a customer's words. */
export class WidgetPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page's console said of errors, and errors that reached the page. */
  readonly faults: string[] = [];
  readonly launcher: Locator;
  readonly panel: Locator;
  readonly input: Locator;
  readonly mine: Locator;
  readonly theirs: Locator;
  readonly replies: Locator;
  readonly notice: Locator;

  constructor(page: Page) {
    this.page = page;
    this.context = page.context();
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.text().includes('[sanad]')) this.faults.push(message.text());
    });
    this.launcher = page.locator('.launcher');
    this.panel = page.locator('dialog.panel');
    this.input = this.panel.locator('textarea');
    this.mine = this.panel.locator('.message.mine');
    this.theirs = this.panel.locator('.message.theirs');
    this.replies = this.panel.locator('.replies button');
    this.notice = this.panel.locator('.notice');
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await this.panel.waitFor();
  }

  /** Opens the panel and waits for the bot's welcome. */
  async begin(): Promise<void> {
    await this.open();
    await this.theirs.first().waitFor();
  }

  async say(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  /** Says something and waits for the bot's next message. */
  async ask(text: string): Promise<Locator> {
    const before = await this.theirs.count();
    await this.say(text);
    const answer = this.theirs.nth(before);
    await answer.waitFor();
    return answer;
  }

  /** The bubbles' texts, in their order, once there are so many that the server has. */
  async saidAndStored(count: number): Promise<string[]> {
    await this.panel
      .locator('.message.mine[data-id]')
      .nth(count - 1)
      .waitFor();
    return this.panel.locator('.message.mine .bubble').allInnerTexts();
  }
}

/** A page of the site in a browser of its own (own storage), or in a given one (another tab). */
export async function openPage(
  where: Browser | BrowserContext,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WidgetPage> {
  const context = 'newContext' in where ? await where.newContext({ locale: 'ar-MA', ...options }) : where;
  const widget = new WidgetPage(await context.newPage());
  await widget.page.goto(url);
  return widget;
}

export async function expectNoFaults(widget: WidgetPage): Promise<void> {
  expect(widget.faults).toEqual([]);
}

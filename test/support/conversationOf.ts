import type { TestApp } from './testApp.ts';

/** The conversation of a person with an account (`account/person`) on a platform, when it has begun. */
export async function conversationOf(app: TestApp, channel: string, address: string): Promise<string | undefined> {
  const { conversations } = app.application;
  const id = conversations.channel(channel)?.conversationId(address);
  return id !== undefined && (await conversations.find(id)) ? id : undefined;
}

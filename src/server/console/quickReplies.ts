import { readFileSync } from 'node:fs';
import type * as wire from '../../console/api/wire.ts';
import type { PolicyPack } from '../../knowledge/index.ts';
import type { ConsoleLanguage } from './consoleWords.ts';

interface Courtesy {
  readonly id: string;
  readonly title: Readonly<Record<ConsoleLanguage, string>>;
  readonly text: Readonly<Record<ConsoleLanguage, string>>;
}

/** For whom the replies are written. */
export interface QuickReplyOptions {
  readonly pack: PolicyPack;
  /** The agent's name, as customers see it. */
  readonly name: string;
  /** The agent's language: of the titles. */
  readonly language: ConsoleLanguage;
  /** The customer's last words: in Latin letters, French replies come first. */
  readonly said: string | undefined;
}

/**
 * What agents type all day and no clause is about: a greeting, "one moment". First the shop's own (`agents.replies` in
 * shop.yaml), then those of `dialogs/locales/quickReplies.json` in Arabic and French.
 */
export function openQuickReplies(): (options: QuickReplyOptions) => wire.QuickReply[] {
  const file = new URL('../../../dialogs/locales/quickReplies.json', import.meta.url);
  const courtesies = JSON.parse(readFileSync(file, 'utf8')) as readonly Courtesy[];
  return ({ pack, name, language, said }) => {
    const own = (pack.shop.agents?.replies ?? []).map(({ title, text }, index) => ({
      id: `shop:${index}`,
      title,
      text,
    }));
    const inLanguage = (of: ConsoleLanguage) => courtesies.map((courtesy) => written(courtesy, of, language));
    const latinFirst = said !== undefined && !/\p{Script=Arabic}/u.test(said) && /\p{Script=Latin}/u.test(said);
    const [first, second] = latinFirst ? (['fr', 'ar'] as const) : (['ar', 'fr'] as const);
    const fill = (text: string) => text.replaceAll('{{name}}', name).replaceAll('{{shop}}', pack.shop.name[first]);
    const further = inLanguage(second).map((one) => ({ ...one, further: true }));
    return [...own, ...inLanguage(first), ...further].map((one) => ({ ...one, text: fill(one.text) }));
  };
}

function written({ id, title, text }: Courtesy, of: ConsoleLanguage, agents: ConsoleLanguage): wire.QuickReply {
  return { id: `${of}:${id}`, title: title[agents], text: text[of], ...(of !== agents && { language: of }) };
}

import { after } from './guard.ts';
import type { KeptValues } from './keptValues.ts';
import type { Language } from './words.ts';

/** What the widget shows of a shop, from the shop's pack. */
export interface ShopProfile {
  readonly name: Readonly<Record<Language, string>>;
  readonly color: string;
  readonly policyUrl: string | undefined;
  /** May this page show the shop's widget? */
  readonly allowed: boolean;
  /** Characters of one message. */
  readonly maxTextLength: number;
  /** Bytes of one file. */
  readonly maxFileBytes: number;
}

const NAME = 'profile';

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60_000;
const TIMEOUT_MS = 15_000;

/**
 * The kept profile at once where there is one (a fresh one is fetched for next time), else from the server, which is
 * asked again until it answers.
 * @throws Error when the server knows no such shop, or does not let this page show its widget.
 */
export async function openShopProfile(server: string, shop: string, kept: KeptValues): Promise<ShopProfile> {
  const known = kept.read<ShopProfile>(NAME);
  const fetched = fetchProfile(server, shop, kept, FIRST_WAIT_MS);
  if (!known) return fetched;
  fetched.catch(() => undefined);
  return known;
}

async function fetchProfile(server: string, shop: string, kept: KeptValues, waitMs: number): Promise<ShopProfile> {
  const { status, profile } = await ask(new URL(`shops/${encodeURIComponent(shop)}/widget.json`, server));
  if (profile) {
    if (!profile.allowed)
      throw new Error(`${location.origin} may not show the widget of "${shop}": add it to its origins`);
    kept.write(NAME, profile);
    return profile;
  }
  if (status === 404) throw new Error(`the server knows no shop "${shop}"`);
  await new Promise<void>((resolve) => after(waitMs, resolve));
  return fetchProfile(server, shop, kept, Math.min(LONGEST_WAIT_MS, waitMs * 2));
}

/** Whatever stands between may answer with a page of its own, or not at all: then there is no profile yet. */
async function ask(address: URL): Promise<{ status?: number; profile?: ShopProfile | undefined }> {
  const stop = new AbortController();
  const cancel = after(TIMEOUT_MS, () => stop.abort());
  try {
    const response = await fetch(address, { credentials: 'omit', signal: stop.signal });
    const profile = response.ok ? ((await response.json()) as ShopProfile) : undefined;
    return { status: response.status, profile };
  } catch {
    return {};
  } finally {
    cancel();
  }
}

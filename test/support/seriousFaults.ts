import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds serious or critical on a page as it is now; `where` names the place in what is found. */
export async function seriousFaults(page: Page, where: string): Promise<string[]> {
  // The page's policy lets no foreign script in, so this one comes as the browser's own.
  const results = (await page.evaluate(`${AXE}; axe.run()`)) as {
    violations: { id: string; impact: string; nodes: { target: unknown; failureSummary: string }[] }[];
  };
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${where}: ${id} ${target}: ${failureSummary}`),
    );
}

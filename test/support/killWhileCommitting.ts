import { fileURLToPath } from 'node:url';
import { startChild } from './child.ts';

/** Starts a process that commits without pause, and kills it in the middle. */
export async function killWhileCommitting(url: string, namespace: string): Promise<void> {
  const child = startChild(fileURLToPath(new URL('./commitForever.ts', import.meta.url)), [url, namespace]);
  await child.saw(/ready/);
  await child.kill('SIGKILL');
}

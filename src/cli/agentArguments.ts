/** The command and its `--name value` options. A name without a value counts as empty. */
export function readArguments(args: readonly string[]): { command: string; options: ReadonlyMap<string, string> } {
  const [command = '', ...rest] = args;
  const options = new Map<string, string>();
  for (const [index, word] of rest.entries()) {
    const value = rest[index + 1] ?? '';
    if (word.startsWith('--')) options.set(word.slice(2), value.startsWith('--') ? '' : value);
  }
  return { command, options };
}

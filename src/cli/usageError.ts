/** The command was called in a way that it does not know; the message says how to call it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** An option that has to be there. @throws UsageError with the way to call the command */
export function neededOption(options: ReadonlyMap<string, string>, name: string, usage: string): string {
  const value = options.get(name)?.trim();
  if (!value) throw new UsageError(`--${name} is missing\n${usage}`);
  return value;
}

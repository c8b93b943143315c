/** The database file cannot be used; the message names it and says what the operator can do. */
export class DatabaseFileError extends Error {
  override readonly name = 'DatabaseFileError';
  readonly code = 'DatabaseFile';

  constructor(file: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `The database file ${file} cannot be used (${why}): make it and its folder writable for this user, move away what is no database of this server, or name another file in STORAGE_URL.`,
      { cause },
    );
  }
}

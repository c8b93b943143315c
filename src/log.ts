/** What may stand in a log line: ids, codes and numbers. Never a text of a customer, a token, a phone or an e-mail. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Writes one JSON object a line: time, level, event, and the fields. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export function createLog(
  level: LogLevel,
  write: (line: string) => void = (line) => process.stderr.write(line),
  now: () => number = Date.now,
): Log {
  const least = LOG_LEVELS.indexOf(level);
  const at = (name: LogLevel) => (event: string, fields?: LogFields) => {
    if (LOG_LEVELS.indexOf(name) < least) return;
    write(`${JSON.stringify({ time: new Date(now()).toISOString(), level: name, event, ...fields })}\n`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

const FRAME = /^\s+at .*$/;

/**
 * An error as log fields: its name, code and place in the code. Its message is left out, because messages quote
 * what they failed on (a body, a text, an address).
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const inner = causeOf(error);
  const cause = inner && { cause: inner.name, causeCode: codeOf(inner), causeAt: placeOf(inner) };
  return { error: error.name, code: codeOf(error), at: placeOf(error), ...cause };
}

/** The innermost error; botbuilder's dialogs wrap what a dialog threw under `error`. */
function causeOf(error: Error): Error | undefined {
  const inner = error.cause ?? ('error' in error ? error.error : undefined);
  if (!(inner instanceof Error) || inner === error) return undefined;
  return causeOf(inner) ?? inner;
}

function codeOf(error: Error): string | number | undefined {
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? code : undefined;
}

function placeOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => FRAME.test(line));
  return frames
    .slice(0, 3)
    .map((line) => line.trim())
    .join(' < ');
}

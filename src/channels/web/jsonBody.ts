import { HttpError } from '../http.ts';

const DEEPEST = 32;

/** Reads a JSON object from a body; an empty body is an empty object. Says what is wrong with any other. */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  const value = parse(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HttpError(400, 'BadArgument', 'the body must be a JSON object');
  }
  checkShape(value, 1);
  return value as Record<string, unknown>;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new HttpError(400, 'BadArgument', 'the body is not JSON in UTF-8');
  }
}

/** Refuses nesting that would overflow somebody's stack, and keys that would reach an object's prototype. */
function checkShape(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST) throw new HttpError(400, 'BadArgument', `the body is nested deeper than ${DEEPEST} levels`);
  if (Object.hasOwn(value, '__proto__')) throw new HttpError(400, 'BadArgument', 'the body has a key "__proto__"');
  for (const inner of Object.values(value)) checkShape(inner, depth + 1);
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { KnowledgeFault } from './knowledgeFault.ts';

/** A place inside a YAML document: keys and list indexes from the top. */
export type YamlPath = readonly PropertyKey[];

/** A YAML file that was read and has the expected shape. */
export interface YamlFile<T> {
  readonly file: string;
  readonly data: T;
  /** A fault at the line where the value at `path` stands. */
  faultAt(path: YamlPath, message: string): KnowledgeFault;
}

/**
 * Reads one YAML file below the knowledge folder and checks its shape.
 * Syntax errors and values of a wrong shape are added to `faults`; the result is then undefined.
 */
export function readYamlFile<T>(
  root: string,
  file: string,
  schema: z.ZodType<T>,
  faults: KnowledgeFault[],
): YamlFile<T> | undefined {
  const path = join(root, file);
  if (!existsSync(path)) {
    faults.push({ file, line: 1, message: 'the file is missing' });
    return undefined;
  }
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines });
  if (document.errors.length > 0) {
    for (const error of document.errors) {
      faults.push({ file, line: error.linePos?.[0].line ?? 1, message: `not valid YAML: ${firstLine(error.message)}` });
    }
    return undefined;
  }
  const faultAt = (place: YamlPath, message: string): KnowledgeFault => ({
    file,
    line: lineOf(document, lines, place),
    message,
  });
  const parsed = schema.safeParse(document.toJS());
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      faults.push(faultAt(issue.path, `${issue.path.join('.') || 'the file'}: ${issue.message}`));
    }
    return undefined;
  }
  return { file, data: parsed.data, faultAt };
}

/** The line of the deepest node that exists on the way to `place`: a missing key is reported at its parent. */
function lineOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, place: YamlPath): number {
  for (let depth = place.length; depth > 0; depth -= 1) {
    const node = document.getIn(place.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}

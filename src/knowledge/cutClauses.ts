import type { Clause } from './clause.ts';
import { type LineMarker, readMarkers } from './clauseMarkers.ts';

/** What the cutter needs to know of a text besides the text itself. */
export interface CutOptions {
  /** Prefix of every clause id: the shop's id. */
  readonly shop: string;
  /** A line of the web page that follows the last clause; it and all after it belong to no clause. */
  readonly footer?: string | undefined;
}

interface Section {
  readonly number: string;
  readonly title: string;
  readonly parts: Passage[];
  readonly body: Passage;
}

interface Passage {
  readonly number: string;
  readonly line: number;
  readonly lines: string[];
}

/**
 * Cuts a policy text into its clauses, in the order of the text.
 *
 * Sections open at lines with a keyword and a number (`المادة 3 :`, `البند (3):`, `Article 3`) when the text has at
 * least three of them, else at lines `3. title`. Numbers must follow each other, so lists inside a clause that start
 * again at 1 open nothing. A part is a line `3. 1.` or `3-a :` of the open section; a section with parts gives only
 * its title to them. See readings.md, "How the ids follow from the texts".
 */
export function cutClauses(policyText: string, options: CutOptions): Clause[] {
  const lines = withoutFooter(policyText.replace(/\r\n?/gu, '\n').split('\n'), options.footer);
  const preamble: Passage = { number: '0', line: 1, lines: [] };
  const sections: Section[] = [];
  for (const [index, marker] of readMarkers(lines).entries()) {
    const line = index + 1;
    if (marker.kind === 'section') {
      sections.push({
        number: marker.number,
        title: marker.rest.trim(),
        parts: [],
        body: { number: marker.number, line, lines: [marker.rest] },
      });
    } else {
      addToSection(sections.at(-1), preamble, marker, line);
    }
  }
  return [
    toClause(preamble, '', options.shop),
    ...sections.flatMap((section) => sectionClauses(section, options.shop)),
  ];
}

function addToSection(section: Section | undefined, preamble: Passage, marker: LineMarker, line: number): void {
  if (!section) preamble.lines.push(marker.rest);
  else if (marker.kind === 'part')
    section.parts.push({ number: marker.number, line, lines: [...introduction(section), marker.rest] });
  else (section.parts.at(-1) ?? section.body).lines.push(marker.rest);
}

/** Text between a section's title and its first part belongs to that part: nothing of a policy may get lost. */
function introduction(section: Section): string[] {
  return section.parts.length === 0 ? section.body.lines.slice(1) : [];
}

function sectionClauses(section: Section, shop: string): Clause[] {
  const passages = section.parts.length > 0 ? section.parts : [section.body];
  return passages.map((passage) => toClause(passage, section.title, shop));
}

function toClause(passage: Passage, title: string, shop: string): Clause {
  return {
    id: `${shop}#${passage.number}`,
    number: passage.number,
    title,
    text: passage.lines.join('\n').trim(),
    line: passage.line,
  };
}

function withoutFooter(lines: string[], footer: string | undefined): string[] {
  if (!footer) return lines;
  const at = lines.findIndex((line) => line.trim() === footer.trim());
  return at < 0 ? lines : lines.slice(0, at);
}

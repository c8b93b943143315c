export { createSearchIndex, type SearchDocument, type SearchHit, type SearchIndex } from './searchIndex.ts';

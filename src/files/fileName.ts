import { EXTENSIONS, type FileType } from './fileType.ts';

/** A file name to show, without folders, control characters or marks that turn the reading direction. */
export function safeName(name: string): string {
  const last = name.toWellFormed().split(/[\\/]/).at(-1) ?? '';
  return last
    .replace(/[\p{Cc}\p{Cf}"<>]/gu, '')
    .trim()
    .slice(-120)
    .toWellFormed();
}

/** A name that ends as its content demands: `gnp.exe` of a PNG is `gnp.png`, `x.gif.html` of a GIF is `x.gif`. */
export function nameOfType(name: string, type: FileType): string {
  const extension = EXTENSIONS[type];
  const right = (text: string) =>
    text.toLowerCase().endsWith(`.${extension}`) || (extension === 'jpg' && /\.jpeg$/i.test(text));
  if (right(name) && /[^.]\.[^.]+$/.test(name)) return name;
  const base = name.replace(/\.[a-z][a-z0-9]{0,9}$/i, '').replace(/[.\s]+$/, '');
  if (base === '') return `file.${extension}`;
  return right(base) ? base : `${base.slice(-110).toWellFormed()}.${extension}`;
}

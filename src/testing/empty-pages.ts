import { expected, expectInteger, expectNumber } from './expect.js';
import type { PageRequest } from './operations/context.js';
import { fraction, hashText } from './random.js';

/**
 * Which pages of a walk are empty and yet have a token: a probability (from 0 up to, not including, 1; seeded), the
 * numbers of the pages, the first being 1, or a pure function, asked
 * about a page and the one after it. An empty page takes nothing from the others, and may follow
 * the last read set: `[2, 3]` makes a store of one page a walk of three.
 */
export type EmptyPages = number | readonly number[] | ((page: PageRequest) => boolean);

/** @throws TypeError that names the bound and what came */
export const checkEmptyPages = (emptyPages: unknown): void => {
  if (emptyPages === undefined || typeof emptyPages === 'function') return;
  if (Array.isArray(emptyPages)) {
    emptyPages.forEach((page: unknown, index) => expectInteger(`emptyPages[${index}]`, page, 1));
    return;
  }
  expectNumber('emptyPages', emptyPages, 0);
  if (Number(emptyPages) >= 1) throw expected('emptyPages', 'less than 1 (no walk would end)', emptyPages);
};

const isList = (emptyPages: EmptyPages): emptyPages is readonly number[] => Array.isArray(emptyPages);

/** Decides for each page; the same page of the same walk is always decided the same way. */
export const emptyPageRule = (
  emptyPages: EmptyPages,
  seed: number,
): ((page: PageRequest, scope: string) => boolean) => {
  if (typeof emptyPages === 'function') return (page) => emptyPages(page);
  if (isList(emptyPages)) {
    const pages = new Set(emptyPages);
    return ({ page }) => pages.has(page);
  }
  if (emptyPages === 0) return () => false;
  return ({ page }, scope) => fraction(seed ^ hashText(scope), page) < emptyPages;
};

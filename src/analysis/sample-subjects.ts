import type { ReadSetWhere } from '../where/read-set-where.js';
import { Column } from './column.js';
import { DigestIndex } from './digest-index.js';
import type { ReadSetLike } from './read-set-like.js';
import { TextStore } from './text-store.js';

/** A sample that read sets have under more than one subject. */
export interface SampleIssue {
  kind: 'sample-of-several-subjects';
  sampleId: string;
  subjectIds: string[];
  /** What lists the read sets of the sample: `inventory({ client }, { where: issue.where })`. */
  where: ReadSetWhere & { sampleId: string };
  message: string;
}

/**
 * Finds samples under several subjects. A sample takes about 50 bytes, and 0.5 KB more where it is under several. Read
 * sets without a sample or without a subject say nothing about it.
 */
export class SampleSubjects {
  readonly #samples = new DigestIndex();
  /** Where in `#texts` the first subject of each sample is. */
  readonly #firsts = Column.uint32();
  readonly #texts = new TextStore();
  readonly #several = new Map<number, { readonly sampleId: string; readonly subjectIds: Set<string> }>();

  add({ sampleId, subjectId }: ReadSetLike): void {
    if (!sampleId || !subjectId) return;
    const known = this.#samples.size;
    const number = this.#samples.numberOf(JSON.stringify(sampleId));
    if (number === known) {
      this.#firsts.push(this.#texts.add(subjectId));
      return;
    }
    const several = this.#several.get(number);
    if (several !== undefined) {
      several.subjectIds.add(subjectId);
      return;
    }
    const first = this.#texts.at(this.#firsts.at(number));
    if (first !== subjectId) this.#several.set(number, { sampleId, subjectIds: new Set([first, subjectId]) });
  }

  /** The samples under several subjects, in order. */
  *issues(): Generator<SampleIssue, void, undefined> {
    const several = [...this.#several.values()].sort((a, b) => (a.sampleId < b.sampleId ? -1 : 1));
    for (const { sampleId, subjectIds } of several) {
      const sorted = [...subjectIds].sort();
      const first = sorted.slice(0, 5).join(', ');
      const message = `Sample ${sampleId} is under ${sorted.length} subjects: ${first}${sorted.length > 5 ? ', …' : ''}.`;
      const where = { sampleId };
      yield { kind: 'sample-of-several-subjects', sampleId, subjectIds: sorted, where, message };
    }
  }
}

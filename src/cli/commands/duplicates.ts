import { counted, number } from '../../display/numbers.js';
import { findDuplicates, type DuplicateGroup } from '../../index.js';
import type { AnalysisFlags } from '../options/analysis-flags.js';
import { runAnalysis } from '../run-analysis.js';

/** `readsets duplicates`: the read sets that have the same etag. Gives the exit code. */
export function duplicates(flags: AnalysisFlags): Promise<number> {
  let group = 0;
  return runAnalysis<DuplicateGroup>(flags, {
    member: 'groups',
    columns: [
      { field: 'group', digits: 0 },
      { field: 'sequenceStoreId' },
      { field: 'id' },
      { field: 'status' },
      { field: 'fileType' },
      { field: 'gigabases', digits: 2 },
      { field: 'etag.algorithm' },
      { field: 'etag.source1' },
      { field: 'etag.source2' },
      { field: 'arn' },
    ],
    *rows({ etag, gigabases, readSets }) {
      group += 1;
      for (const readSet of readSets) yield { ...readSet, group, gigabases, etag };
    },
    async *read(run) {
      const { groups, redundant, readSets, withoutEtag } = await findDuplicates(run);
      yield* groups;
      return {
        rest: { readSets, withoutEtag, redundant },
        caveats:
          withoutEtag === 0
            ? []
            : [`${number(withoutEtag)} of ${counted(readSets, 'read set')} have no etag to compare.`],
        line: [
          counted(groups.length, 'group'),
          `${counted(redundant.readSets, 'read set')} and ` +
            `${number(redundant.gigabases)} gigabases redundant`,
        ].join(', '),
      };
    },
  });
}

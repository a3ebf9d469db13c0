import { findDuplicates, type DuplicateGroup } from '../../index.js';
import type { AnalysisFlags } from '../options/analysis-flags.js';
import { counted, number } from '../progress.js';
import { runAnalysis } from '../run-analysis.js';

/** `readsets duplicates`: the read sets that have the same etag. Gives the exit code. */
export function duplicates(flags: AnalysisFlags): Promise<number> {
  let group = 0;
  return runAnalysis<DuplicateGroup>(flags, {
    member: 'groups',
    columns: [
      { title: 'group', digits: 0 },
      { title: 'sequenceStoreId' },
      { title: 'id' },
      { title: 'status' },
      { title: 'fileType' },
      { title: 'gigabases', digits: 2 },
      { title: 'etag.algorithm' },
      { title: 'etag.source1' },
      { title: 'etag.source2' },
      { title: 'arn' },
    ],
    cells: ({ etag, gigabases = null, readSets }) => {
      group += 1;
      return readSets.map(
        ({ sequenceStoreId = null, id = null, status = null, fileType = null, arn = null }) => [
          group,
          ...[sequenceStoreId, id, status, fileType, gigabases],
          ...[etag.algorithm, etag.source1, etag.source2 ?? null, arn],
        ],
      );
    },
    async *read(run) {
      const { groups, redundant, readSets, withoutEtag } = await findDuplicates(run);
      yield* groups;
      return {
        rest: { readSets, withoutEtag, redundant },
        caveats:
          withoutEtag === 0
            ? []
            : [`${number(withoutEtag)} of ${counted(readSets, 'read set')} have no etag to be compared.`],
        line: [
          counted(groups.length, 'group'),
          `${counted(redundant.readSets, 'read set')} and ` +
            `${redundant.gigabases.toLocaleString('en-US', { maximumFractionDigits: 2 })} gigabases more than once`,
        ].join(', '),
      };
    },
  });
}

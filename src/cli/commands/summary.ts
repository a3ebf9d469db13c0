import { counted, number } from '../../display/numbers.js';
import {
  analyze,
  summary as summaryOf,
  SUMMARY_FIELDS,
  type FieldValue,
  type SummaryField,
  type Sums,
} from '../../index.js';
import type { SummaryFlags } from '../options/analysis-flags.js';
import { checkGroupFields } from '../output/fields.js';
import { runAnalysis } from '../run-analysis.js';

const BY = ['status', 'fileType'];

/** `readsets summary`: counts, gigabases and ages of the read sets, by any fields. Gives the exit code. */
export function summary(flags: SummaryFlags): Promise<number> {
  const by = flags.by ?? BY;
  checkGroupFields(by, SUMMARY_FIELDS);
  const reducer = summaryOf({ by: by as readonly SummaryField[], maxGroups: flags.maxGroups });
  return runAnalysis<Sums & { key: Readonly<Record<string, FieldValue>> }>(flags, {
    member: 'groups',
    columns: [
      ...by.map((field) => ({ field, missing: '(none)' })),
      { field: 'readSets', digits: 0 },
      { field: 'gigabases', digits: 2 },
      { field: 'basesUnknown', digits: 0 },
      { field: 'oldest', characters: 10 },
      { field: 'newest', characters: 10 },
    ],
    rows: ({ key, ...sums }) => [{ ...key, ...sums }],
    async *read(run) {
      const { result } = await analyze(run, { result: reducer });
      const { groups, others, ...all } = result;
      yield* groups;
      const caveats =
        others === undefined
          ? []
          : [
              `${counted(others.readSets, 'read set')} in further groups are not among the rows: raise --max-groups.`,
            ];
      return { rest: { ...all, others }, caveats, line: allLine(all) };
    },
  });
}

function allLine({ readSets, gigabases, basesUnknown }: Sums): string {
  return [
    `Total: ${counted(readSets, 'read set')}`,
    `${number(gigabases)} gigabases`,
    `${number(basesUnknown)} of unknown size`,
  ].join(', ');
}

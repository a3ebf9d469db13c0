import { summarize, type ReadSetField, type Sums } from '../../index.js';
import type { SummaryFlags } from '../options/analysis-flags.js';
import type { Cell } from '../output/cells.js';
import { counted, number } from '../progress.js';
import { runAnalysis } from '../run-analysis.js';

const BY = ['status', 'fileType'];

/** `readsets summary`: counts, gigabases and ages of the read sets, by any fields. Gives the exit code. */
export async function summary(flags: SummaryFlags): Promise<number> {
  const by = (flags.by ?? BY) as readonly ReadSetField[]; // the library refuses what is none
  const options = { by, maxGroups: flags.maxGroups };
  await summarize([], options);
  return runAnalysis<Sums & { key: Readonly<Record<string, Cell>> }>(flags, {
    member: 'groups',
    columns: [
      ...by.map((title) => ({ title, missing: '(none)' })),
      { title: 'readSets', digits: 0 },
      { title: 'gigabases', digits: 2 },
      { title: 'basesUnknown', digits: 0 },
      { title: 'oldest', characters: 10 },
      { title: 'newest', characters: 10 },
    ],
    cells: ({ key, readSets, gigabases, basesUnknown, oldest, newest }) => [
      [...by.map((field) => key[field] ?? null), readSets, gigabases, basesUnknown, iso(oldest), iso(newest)],
    ],
    async *read(run) {
      const { groups, others, ...all } = await summarize(run, options);
      yield* groups;
      const caveats =
        others === undefined
          ? []
          : [
              `${counted(others.readSets, 'read set')} of further groups are not among the rows: see --max-groups.`,
            ];
      return { rest: { ...all, others }, caveats, line: allLine(all) };
    },
  });
}

function allLine({ readSets, gigabases, basesUnknown }: Sums): string {
  return [
    `In all ${counted(readSets, 'read set')}`,
    `${gigabases.toLocaleString('en-US', { maximumFractionDigits: 2 })} gigabases`,
    `${number(basesUnknown)} of unknown size`,
  ].join(', ');
}

function iso(time: Date | undefined): string | null {
  return time?.toISOString().replace('.000Z', 'Z') ?? null;
}

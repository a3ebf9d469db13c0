import { number } from '../../display/numbers.js';
import { issues as issuesOf, type Issue } from '../../index.js';
import type { IssuesFlags } from '../options/analysis-flags.js';
import { runAnalysis } from '../run-analysis.js';

/** `readsets issues`: what wants to be looked at. Gives the exit code. */
export function issues(flags: IssuesFlags): Promise<number> {
  // They are written as they come, however many they are.
  const found: Issue[] = [];
  const reducer = issuesOf({
    stuckAfterHours: flags.stuckAfterHours,
    maxIssues: 0,
    onIssue: (issue) => found.push(issue),
  });
  return runAnalysis<Issue>(flags, {
    member: 'issues',
    columns: [
      { field: 'kind' },
      { field: 'sequenceStoreId' },
      { field: 'id' },
      { field: 'name' },
      { field: 'sampleId' },
      { field: 'subjectId', csvOnly: true },
      { field: 'subjectIds', csvOnly: true },
      { field: 'status', csvOnly: true },
      { field: 'fileType', csvOnly: true },
      { field: 'message' },
      { field: 'where', csvOnly: true },
    ],
    rows: (issue) => [issue],
    async *read(run) {
      const reduction = reducer.start();
      for await (const readSet of run) {
        reduction.step(readSet);
        yield* found.splice(0);
      }
      const { readSets, counts } = reduction.finish();
      yield* found.splice(0);
      const line = Object.entries(counts).map(([kind, count]) => `${kind} ${number(count)}`);
      return { rest: { readSets, counts }, caveats: [], line: line.join(', ') };
    },
  });
}

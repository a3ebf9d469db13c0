/** Each status has its color everywhere: green is what can be read, blue what is archived, red what failed. */
const STATUS_COLORS: Readonly<Record<string, string>> = {
  ACTIVE: '#59a14f',
  ACTIVATING: '#8cd17d',
  ARCHIVED: '#4e79a7',
  PROCESSING_UPLOAD: '#edc948',
  UPLOAD_FAILED: '#e15759',
  DELETING: '#79706e',
  DELETED: '#bab0ac',
};

/** File types in colors that no status has. */
const FILE_TYPE_COLORS: Readonly<Record<string, string>> = {
  FASTQ: '#f28e2b',
  UBAM: '#b07aa1',
  BAM: '#9c755f',
  CRAM: '#76b7b2',
};

/** For values of other fields, in turn. */
const OTHER_COLORS = ['#499894', '#ff9da7', '#d37295', '#a0cbe8', '#ffbe7d', '#86bcb6', '#d4a6c8', '#d7b5a6'];

/** The values of a field in the order of their colors, and the color of each. */
export function colorsOf(field: string, values: Iterable<string>): ReadonlyMap<string, string> {
  const known = new Map(
    Object.entries(field === 'status' ? STATUS_COLORS : field === 'fileType' ? FILE_TYPE_COLORS : {}),
  );
  const found = new Set(values);
  const others = [...found].filter((value) => !known.has(value)).sort();
  return new Map([
    ...[...known].filter(([value]) => found.has(value)),
    ...others.map((value, i): [string, string] => [value, OTHER_COLORS[i % OTHER_COLORS.length] ?? '']),
  ]);
}

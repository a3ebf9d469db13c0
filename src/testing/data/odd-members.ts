type OddMembers = Readonly<Record<string, unknown>>;

const ODDITIES: readonly OddMembers[] = [
  { name: null, description: null, referenceArn: null },
  { sequenceInformation: null, etag: null, creationType: null },
  { status: 'RESTORING' },
  { fileType: 'POD5', creationType: 'TRANSFER' },
  { name: 'tumour "A", left\nlung', description: 'two\r\nlines, "quoted"' },
  { name: '=HYPERLINK("http://example.org","sample")', description: '+1-2' },
  { name: '\u001b[31mred\u001b[0m\u0007', description: '<script>alert(1)</script> & <b>bold</b>' },
  { name: '検体番号１２', description: 'عينة · образец · दाता · 🧬' },
  { name: ' ', sampleId: ' padded ', description: '' },
  { sampleId: 'é', subjectId: 'é' }, // composed and decomposed
  { sequenceInformation: { totalReadCount: 9_007_199_254_740_993n, totalBaseCount: 9_223_372_036_854_775_807n } },
  { sequenceInformation: {}, etag: {} },
  { storageClass: 'DEEP', labels: ['x', 1, null] },
];

/** Members of a read set that a careless reader trips over; which ones, the draw decides. */
export const oddMembers = (draw: number): OddMembers => ODDITIES[draw % ODDITIES.length] ?? {};

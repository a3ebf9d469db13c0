import { describe, expect, it } from 'vitest';
import { fieldPicker } from '../../src/rows/field-picker.js';

describe('fieldPicker', () => {
  const row = Object.freeze({ id: '1', etag: Object.freeze({ algorithm: 'a', source1: 's' }) });
  it.each<[string[], object]>([
    [['etag.algorithm'], { etag: { algorithm: 'a' } }],
    [['etag.source1', 'id', 'etag.algorithm'], { etag: { source1: 's', algorithm: 'a' }, id: '1' }],
    [['etag', 'etag.algorithm'], { etag: { algorithm: 'a', source1: 's' } }],
    [['name', 'sequenceInformation.alignment'], {}],
  ])('picking %j keeps the nesting, leaves out what is not there, and changes nothing', (fields, picked) => {
    expect(JSON.stringify(fieldPicker(fields)(row))).toBe(JSON.stringify(picked));
  });
});

import { describe, expect, it } from 'vitest';
import { faceFromUrl, faceToUrl } from './face';

describe('the address', () => {
  it('keeps the face and its list beside all else', () => {
    expect(faceToUrl('?lang=en&m=15/22/113', { face: 'grids', tab: 'roads' })).toBe(
      '?lang=en&m=15/22/113&view=grids&tab=roads',
    );
    expect(faceToUrl('?view=grids&tab=roads', { face: 'situation', tab: '' })).toBe('');
    expect(faceFromUrl('?view=grids&tab=versions')).toEqual({ face: 'grids', tab: 'versions' });
    expect(faceFromUrl('?view=admin&tab=roads')).toEqual({ face: 'admin', tab: 'accounts' });
    expect(faceFromUrl('?view=toString&tab=x')).toEqual({ face: 'situation', tab: '' });
  });
});

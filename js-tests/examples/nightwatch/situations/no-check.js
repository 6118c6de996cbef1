describe('situation', () => {
  it('checks nothing', () => {});
});

it('checks nothing', () => {});

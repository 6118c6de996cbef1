test('checks nothing', () => {});

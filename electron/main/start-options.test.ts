import { expect, it } from 'vitest';
import { readStartOptions } from './start-options.ts';

it('finds its own words among those of Electron and Chromium', () => {
  const words = [
    '/opt/Tonle/tonle',
    '--no-sandbox',
    '--data',
    '/srv/desk',
    '--practice-data=/srv/practice',
    '--lang=km',
    '--practice',
    '--centre=https://centre.test',
  ];
  expect(readStartOptions(words)).toEqual({
    isPractice: true,
    data: '/srv/desk',
    practiceData: '/srv/practice',
    centreUrl: 'https://centre.test',
  });
});

it('is the real desk in its usual folder when nothing is said', () => {
  expect(readStartOptions(['/opt/Tonle/tonle'])).toEqual({
    isPractice: false,
    data: null,
    practiceData: null,
    centreUrl: null,
  });
  expect(readStartOptions(['tonle', '--data'])).toEqual({
    isPractice: false,
    data: null,
    practiceData: null,
    centreUrl: null,
  });
});

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from '../machine.ts';

/**
 * Draws the icons of the installers from the screens' own icon: `node build/icons/make-icons.ts`. The pictures are kept
 * with the sources, so that packing needs no tool to convert them; this runs again when the drawing changes.
 */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const SIZES = [16, 32, 48, 64, 128, 256, 512, 1024] as const;
type Pictures = Map<number, Buffer>;

async function draw(): Promise<Pictures> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('Drawing the icons needs Chromium.');
  const svg = await readFile(here('../../renderer/public/icon.svg'), 'utf8');
  const browser = await chromium.launch({ executablePath });
  const pictures: Pictures = new Map();
  const page = await browser.newPage();
  for (const size of SIZES) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
    pictures.set(size, await page.screenshot({ omitBackground: true }));
  }
  await browser.close();
  return pictures;
}

function picture(pictures: Pictures, size: number): Buffer {
  const found = pictures.get(size);
  if (found === undefined) throw new Error(`There is no picture of ${size} pixels.`);
  return found;
}

/** Windows: a directory of 16 bytes an entry, then PNG files. A side of 256 is written as 0. */
function ico(pictures: Pictures): Buffer {
  const sizes = [16, 32, 48, 64, 128, 256];
  const head = Buffer.alloc(6 + 16 * sizes.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(sizes.length, 4);
  let offset = head.length;
  sizes.forEach((size, index) => {
    const at = 6 + 16 * index;
    const { length } = picture(pictures, size);
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += length;
  });
  return Buffer.concat([head, ...sizes.map((size) => picture(pictures, size))]);
}

/** macOS: blocks of a four-letter type, a length and a PNG file. The types are those of Apple's Icon Services. */
function icns(pictures: Pictures): Buffer {
  const types: [string, number][] = [
    ['ic07', 128],
    ['ic08', 256],
    ['ic09', 512],
    ['ic10', 1024],
    ['ic11', 32],
    ['ic12', 64],
  ];
  const block = (type: string, body: Buffer) => {
    const head = Buffer.alloc(8);
    head.write(type, 'ascii');
    head.writeUInt32BE(body.length + 8, 4);
    return Buffer.concat([head, body]);
  };
  return block('icns', Buffer.concat(types.map(([type, size]) => block(type, picture(pictures, size)))));
}

const pictures = await draw();
await rm(here('./linux'), { recursive: true, force: true });
await mkdir(here('./linux'), { recursive: true });
for (const size of SIZES)
  if (size <= 512) await writeFile(here(`./linux/${size}x${size}.png`), picture(pictures, size));
await writeFile(here('./icon.ico'), ico(pictures));
await writeFile(here('./icon.icns'), icns(pictures));

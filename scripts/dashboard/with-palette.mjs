// Makes a PNG small: the picture of a chart has few colours, so each pixel needs one byte and not three.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * The same picture with at most 256 colours; rarer ones become the nearest of those.
 *
 * @param png with 8 bits a channel and no interlacing, as browsers write it.
 */
export function withPalette(png) {
  const { width, height, pixels } = decoded(png);
  const palette = paletteOf(pixels);
  const nearest = nearestIn(palette);
  const lines = Buffer.alloc((width + 1) * height);
  pixels.forEach((color, index) => {
    const y = Math.floor(index / width);
    lines[y * (width + 1) + 1 + (index % width)] = nearest(color);
  });
  return encoded({ width, height, palette, lines });
}

/** The colours of all pixels, as 24 bits each, rounded so that shades of one edge become one. */
function decoded(png) {
  const { header, data } = chunksOf(png);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = header[9] === 6 ? 4 : 3;
  const lines = inflateSync(data);
  const bytes = unfiltered(lines, width * channels, height, channels);
  const pixels = new Uint32Array(width * height);
  for (let index = 0; index < pixels.length; index += 1) {
    const [red, green, blue] = bytes.subarray(index * channels, index * channels + 3);
    pixels[index] = (rounded(red) << 16) | (rounded(green) << 8) | rounded(blue);
  }
  return { width, height, pixels };
}

const rounded = (channel) => Math.min(255, (channel + 2) & ~3);

function chunksOf(png) {
  const parts = [];
  let header;
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const content = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = content;
    if (type === 'IDAT') parts.push(content);
    at += 12 + length;
  }
  return { header, data: Buffer.concat(parts) };
}

/** The bytes of all lines: a line's first byte says how its others depend on those to the left and above. */
function unfiltered(lines, width, height, channels) {
  const bytes = Buffer.alloc(width * height);
  for (let y = 0; y < height; y += 1) {
    const start = y * (width + 1);
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const left = x < channels ? 0 : bytes[at - channels];
      const above = y === 0 ? 0 : bytes[at - width];
      const aboveLeft = x < channels || y === 0 ? 0 : bytes[at - width - channels];
      bytes[at] = lines[start + 1 + x] + predicted(lines[start], left, above, aboveLeft);
    }
  }
  return bytes;
}

function predicted(filter, left, above, aboveLeft) {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  const guess = left + above - aboveLeft;
  const [a, b, c] = [left, above, aboveLeft].map((each) => Math.abs(guess - each));
  if (a <= b && a <= c) return left;
  return b <= c ? above : aboveLeft;
}

/** The most frequent colours. */
function paletteOf(pixels) {
  const counts = new Map();
  for (const color of pixels) counts.set(color, (counts.get(color) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 256)
    .map(([color]) => color);
}

function nearestIn(palette) {
  const known = new Map(palette.map((color, index) => [color, index]));
  return (color) => {
    if (!known.has(color)) {
      const distances = palette.map((other) => distance(color, other));
      known.set(color, distances.indexOf(Math.min(...distances)));
    }
    return known.get(color);
  };
}

function distance(one, two) {
  return [16, 8, 0].reduce((sum, bits) => sum + (((one >> bits) & 255) - ((two >> bits) & 255)) ** 2, 0);
}

function encoded({ width, height, palette, lines }) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const colors = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/**
 * QR codes (ISO/IEC 18004), as much as a card code needs: bytes, error correction level M, versions 1 to 15, which hold
 * 412 bytes. A member's code is drawn where it is shown and stands in no picture and no address on the way.
 */

/** By version: how many blocks, and how many correcting bytes each of them has. */
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10];
const CORRECTING = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24];
const LEVEL_M = 0;

const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

// The field of 256 elements by powers of two, modulo x^8 + x^4 + x^3 + x^2 + 1.
const POWER = new Uint8Array(510);
const LOG = new Uint8Array(256);
for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
  POWER[exponent] = value;
  POWER[exponent + 255] = value;
  LOG[value] = exponent;
  value = (value << 1) ^ (value > 127 ? 0x11d : 0);
}

function times(a, b) {
  return a === 0 || b === 0 ? 0 : POWER[LOG[a] + LOG[b]];
}

/** @returns rows of booleans, dark where true, without the quiet zone */
export function qrModules(text) {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  const drawing = blank(version);
  fill(drawing, interleaved(dataBytes(bytes, version), version));
  return finest(drawing);
}

/** All modules that carry bytes, as bytes. */
function capacity(version) {
  const size = 17 + 4 * version;
  const alignments = version === 1 ? 0 : (Math.floor(version / 7) + 2) ** 2 - 3;
  // Those on the timing patterns cover five modules of them.
  const onTiming = version < 7 ? 0 : 2 * Math.floor(version / 7);
  const fixed = 3 * 64 + 2 * (size - 16) + 31 + 25 * alignments - 5 * onTiming + (version < 7 ? 0 : 36);
  return Math.floor((size * size - fixed) / 8);
}

function room(version) {
  return capacity(version) - BLOCKS[version - 1] * CORRECTING[version - 1];
}

function versionFor(length) {
  for (let version = 1; version <= BLOCKS.length; version += 1) {
    if (length + (version < 10 ? 2 : 3) <= room(version)) {
      return version;
    }
  }
  throw new RangeError(`${length} bytes are too many`);
}

/** Mode, length, the bytes, the end, and padding. The four bits of the mode shift everything by half a byte. */
function dataBytes(bytes, version) {
  const count = version < 10 ? [bytes.length] : [bytes.length >> 8, bytes.length & 255];
  const plain = [...count, ...bytes, 0];
  const data = [];
  let carried = 4;
  for (const byte of plain) {
    data.push(((carried << 4) | (byte >> 4)) & 255);
    carried = byte & 15;
  }
  for (let padding = 0xec; data.length < room(version); padding ^= 0xec ^ 0x11) {
    data.push(padding);
  }
  return data.slice(0, room(version));
}

function interleaved(data, version) {
  const blocks = BLOCKS[version - 1];
  const shortest = Math.floor(data.length / blocks);
  const longer = data.length % blocks;
  const divisor = generator(CORRECTING[version - 1]);
  const parts = [];
  for (let block = 0, from = 0; block < blocks; block += 1) {
    const to = from + shortest + (block >= blocks - longer ? 1 : 0);
    parts.push(data.slice(from, to));
    from = to;
  }
  return [...columns(parts), ...columns(parts.map((part) => remainder(part, divisor)))];
}

function columns(parts) {
  const longest = Math.max(...parts.map((part) => part.length));
  return Array.from({ length: longest }, (_, index) => parts.map((part) => part[index]))
    .flat().filter((byte) => byte !== undefined);
}

/** The product of (x - 2^i), without its leading one, highest power first. */
function generator(degree) {
  let polynomial = [1];
  for (let i = 0; i < degree; i += 1) {
    const next = [...polynomial, 0];
    polynomial.forEach((coefficient, index) => { next[index + 1] ^= times(coefficient, POWER[i]); });
    polynomial = next;
  }
  return polynomial.slice(1);
}

function remainder(data, divisor) {
  const rest = new Array(divisor.length).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    divisor.forEach((coefficient, index) => { rest[index] ^= times(coefficient, factor); });
  }
  return rest;
}

/** The patterns that are the same for every text; {@code taken} says where bytes cannot stand. */
function blank(version) {
  const size = 17 + 4 * version;
  const dark = Array.from({ length: size }, () => new Array(size).fill(false));
  const taken = Array.from({ length: size }, () => new Array(size).fill(false));
  const drawing = { size, version, dark, taken };
  for (let i = 0; i < size; i += 1) {
    put(drawing, 6, i, i % 2 === 0);
    put(drawing, i, 6, i % 2 === 0);
  }
  [[3, 3], [size - 4, 3], [3, size - 4]].forEach(([x, y]) => rings(drawing, x, y, 4));
  alignments(version, size).forEach(([x, y]) => rings(drawing, x, y, 2));
  writeFormat(drawing, 0);
  if (version >= 7) {
    writeVersion(drawing);
  }
  return drawing;
}

function put({ size, dark, taken }, x, y, isDark) {
  if (x >= 0 && y >= 0 && x < size && y < size) {
    dark[y][x] = isDark;
    taken[y][x] = true;
  }
}

/** Squares in squares: a finder with its light border is of radius 4, an alignment pattern of radius 2. */
function rings(drawing, centreX, centreY, radius) {
  for (let y = -radius; y <= radius; y += 1) {
    for (let x = -radius; x <= radius; x += 1) {
      const distance = Math.max(Math.abs(x), Math.abs(y));
      put(drawing, centreX + x, centreY + y, radius === 4 ? distance !== 2 && distance !== 4 : distance !== 1);
    }
  }
}

function alignments(version, size) {
  if (version === 1) {
    return [];
  }
  const count = Math.floor(version / 7) + 2;
  const step = 2 * Math.ceil((size - 13) / (2 * (count - 1)));
  const places = [6, ...Array.from({ length: count - 1 }, (_, i) => size - 7 - step * (count - 2 - i))];
  const last = count - 1;
  return places.flatMap((y, row) => places.map((x, column) => [x, y, row, column]))
    .filter(([, , row, column]) => !((row === 0 && column === 0) || (row === 0 && column === last) || (row === last && column === 0)));
}

/** Appends the remainder of a division of polynomials over two elements. */
function checked(value, divisor, bits) {
  let rest = value << bits;
  for (let bit = 31 - Math.clz32(rest); bit >= bits; bit -= 1) {
    if ((rest >> bit) & 1) {
      rest ^= divisor << (bit - bits);
    }
  }
  return (value << bits) | rest;
}

function writeFormat(drawing, mask) {
  const { size } = drawing;
  const bits = checked((LEVEL_M << 3) | mask, 0x537, 10) ^ 0x5412;
  for (let i = 0; i < 15; i += 1) {
    const isDark = ((bits >> i) & 1) === 1;
    const along = i < 6 ? i : i < 8 ? i + 1 : size - 15 + i;
    put(drawing, 8, along, isDark);
    const across = i < 8 ? size - 1 - i : i === 8 ? 7 : 14 - i;
    put(drawing, across, 8, isDark);
  }
  put(drawing, 8, size - 8, true);
}

function writeVersion(drawing) {
  const bits = checked(drawing.version, 0x1f25, 12);
  for (let i = 0; i < 18; i += 1) {
    const isDark = ((bits >> i) & 1) === 1;
    const near = Math.floor(i / 3);
    const far = drawing.size - 11 + (i % 3);
    put(drawing, near, far, isDark);
    put(drawing, far, near, isDark);
  }
}

/** Two columns at a time from the right, up and down by turns, past the vertical timing pattern. */
function fill({ size, dark, taken }, bytes) {
  let bit = 0;
  let upwards = true;
  for (let right = size - 1; right > 0; right -= 2) {
    const column = right <= 6 ? right - 1 : right;
    for (let step = 0; step < size; step += 1) {
      const y = upwards ? size - 1 - step : step;
      for (const x of [column, column - 1]) {
        if (!taken[y][x]) {
          dark[y][x] = ((bytes[bit >> 3] >> (7 - (bit & 7))) & 1) === 1;
          bit += 1;
        }
      }
    }
    upwards = !upwards;
  }
}

function finest(drawing) {
  const { dark, taken } = drawing;
  let best = null;
  MASKS.forEach((mask, number) => {
    const masked = dark.map((line, y) => line.map((isDark, x) => isDark !== (!taken[y][x] && mask(x, y))));
    writeFormat({ ...drawing, dark: masked }, number);
    const penalty = penaltyOf(masked);
    if (best === null || penalty < best.penalty) {
      best = { masked, penalty };
    }
  });
  return best.masked;
}

/** What makes a code hard to read: runs, blocks, likenesses of the finder, and more of one colour than of the other. */
function penaltyOf(modules) {
  const size = modules.length;
  const lines = [...modules, ...modules.map((_, x) => modules.map((line) => line[x]))]
    .map((line) => line.map((isDark) => (isDark ? '1' : '0')).join(''));
  let penalty = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) {
      penalty += run.length - 2;
    }
    penalty += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  let count = 0;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const isDark = modules[y][x];
      count += isDark ? 1 : 0;
      if (x > 0 && y > 0 && modules[y][x - 1] === isDark && modules[y - 1][x] === isDark && modules[y - 1][x - 1] === isDark) {
        penalty += 3;
      }
    }
  }
  return penalty + 10 * Math.floor(Math.abs((100 * count) / (size * size) - 50) / 5);
}

/** Whole pixels a square: squares of unequal width are what scanners misread. */
const PIXELS = 4;

/** A drawing of {@code text} that scales, black on white with its quiet zone. */
export function qrPicture(text, label) {
  const modules = qrModules(text);
  const quiet = 4;
  const side = modules.length + 2 * quiet;
  const squares = modules.flatMap((line, y) => line.map((isDark, x) => (isDark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : '')));
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const parts = { rect: { width: side, height: side, fill: '#fff' }, path: { d: squares.join(''), fill: '#000' } };
  for (const [name, attributes] of Object.entries(parts)) {
    const part = document.createElementNS(svg.namespaceURI, name);
    Object.entries(attributes).forEach(([key, value]) => part.setAttribute(key, value));
    svg.append(part);
  }
  Object.entries({ width: PIXELS * side, height: PIXELS * side, viewBox: `0 0 ${side} ${side}`, role: 'img', 'aria-label': label, 'shape-rendering': 'crispEdges' })
    .forEach(([key, value]) => svg.setAttribute(key, value));
  return svg;
}

/** Makes a picture file into something the simulator can read a code from. */

const SIDE = 1200;

/** PNG and JPEG go as they are; whatever else the browser can draw (SVG, WebP, …) is drawn first. */
export async function readable(file) {
  if (file.type === 'image/png' || file.type === 'image/jpeg') {
    return file;
  }
  const url = URL.createObjectURL(file);
  try {
    return await drawn(await loaded(url));
  } finally {
    URL.revokeObjectURL(url);
  }
}

function loaded(url) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error('这不是图片，或浏览器读不了它 · no readable picture'));
    image.src = url;
  });
}

function drawn(image) {
  // An SVG may say no size at all; a code must be large enough to be read.
  const width = image.naturalWidth || SIDE;
  const height = image.naturalHeight || SIDE;
  const scale = SIDE / Math.max(width, height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('图片太大 · the picture is too large'))), 'image/png');
  });
}

/** Photos taken in the page: camera, small copy, hash, the platform's number, the corrected time. */
import { corrected, type Offset } from "./clock";
import { newId, sha256 } from "./hash";
import type { Store } from "./store";
import type { Nonce, Photo } from "./types";

export interface Limits {
  photo_edge: number;
  photo_quality: number;
}

interface Link {
  effectiveType?: string;
  saveData?: boolean;
  downlink?: number;
}

/** Whether the link carries large photos at once; browsers that do not tell are taken for bad ones. */
export function isGoodLink(link = (navigator as { connection?: Link }).connection): boolean {
  if (!link || link.saveData || navigator.onLine === false) return false;
  return link.effectiveType === "4g" && (link.downlink ?? 0) >= 5;
}

/** The size of a picture made to fit a longest edge, never enlarged. */
export function fit(width: number, height: number, edge: number): { width: number; height: number } {
  const scale = Math.min(1, edge / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Open the camera at the back of the phone. Throws where the browser has none for this page. */
export async function openCamera(video: HTMLVideoElement): Promise<MediaStream> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices?.getUserMedia) throw new Error("no camera");
  const stream = await devices.getUserMedia({
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1440 } },
    audio: false,
  });
  video.srcObject = stream;
  await video.play();
  return stream;
}

export function closeCamera(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Draw a picture small and as JPEG. What else the file carried (device, place) is not taken along. */
export async function shrink(source: CanvasImageSource, width: number, height: number, limits: Limits): Promise<Blob> {
  const size = fit(width, height, limits.photo_edge);
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  pen.drawImage(source, 0, 0, size.width, size.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", limits.photo_quality));
  if (!blob) throw new Error("no picture");
  return blob;
}

/** Read a picture file of the phone's own camera. */
export async function readFile(file: Blob, limits: Limits): Promise<Blob> {
  if (typeof createImageBitmap === "function") {
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      return await shrink(bitmap, bitmap.width, bitmap.height, limits);
    } catch {
      // Older WebKit does not know the option: the element below turns pictures by itself.
    }
  }
  const image = new Image();
  const url = URL.createObjectURL(file);
  try {
    image.src = url;
    await image.decode();
    return await shrink(image, image.naturalWidth, image.naturalHeight, limits);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * Make the photo ready to keep. Only a picture that came from the camera in this page takes one of the
 * platform's numbers: a file may be an old one, and is not called taken on the spot.
 */
export async function makePhoto(
  store: Store,
  blob: Blob,
  options: { isFromPage: boolean; offset: Offset | undefined; place?: { longitude: number; latitude: number }; now?: number },
): Promise<Photo> {
  const now = options.now ?? Date.now();
  const at = corrected(now, options.offset);
  const nonce = options.isFromPage ? await store.take<Nonce>("nonces", (entry) => entry.until > at) : undefined;
  return {
    id: newId(),
    sha256: await sha256(await blob.arrayBuffer()),
    blob,
    nonce: nonce?.value ?? "",
    captured_at: at,
    longitude: options.place?.longitude ?? null,
    latitude: options.place?.latitude ?? null,
    is_staged: false,
  };
}

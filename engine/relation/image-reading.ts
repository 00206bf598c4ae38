/** How the images of a column become tensors. All lists have one number per channel, in the order of the tensor. */
export interface ImageReading {
  /** The column holds the bytes of JPEG or PNG files, or the paths of such files. */
  readonly from: 'bytes' | 'path';
  /** Whether an image is turned as its file says (EXIF) before anything else. */
  readonly turn: 'stored' | 'upright';
  readonly channelsFirst: boolean;
  readonly channels: 1 | 3;
  readonly order: 'rgb' | 'bgr';
  /** Size of the tensor; null where it is that of the image. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** `crop` resizes until the shorter side is `shorter` and cuts the middle out; `stretch` resizes both sides; `none` takes the image as it is. */
  readonly fit: 'crop' | 'stretch' | 'none';
  readonly shorter: number;
  /** A value of 0 to 255 is divided by this, then `mean` is taken away, then it is divided by `deviation`. */
  readonly divide: number;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

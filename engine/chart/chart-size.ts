/** In pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
  /** What stands above the drawing, which then does not repeat it. */
  readonly title?: string;
}

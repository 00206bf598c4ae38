/** How a file is packed, by its name. */
export const packedAs = (path: string): 'none' | 'gzip' | 'zstd' => (/\.gz$/i.test(path) ? 'gzip' : /\.zst$/i.test(path) ? 'zstd' : 'none');

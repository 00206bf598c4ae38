/** Whether a path holds signs by which one path stands for several files. */
export const isPattern = (path: string): boolean => /[*?[]/.test(path);

/** The pattern that stands for the one path that is really spelled so. */
export const patternOfName = (path: string): string => path.replaceAll(/[*?[]/g, '[$&]');

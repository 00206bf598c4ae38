/** The file of a project that says when its flows run by themselves. */
export const scheduleFile = 'schedules.json';

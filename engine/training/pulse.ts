/** Told between steps of the work how much is done; throws when the work is to stop. */
export type Pulse = (done: number, of: number) => Promise<void>;

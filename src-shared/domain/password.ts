import * as z from 'zod';

export const PASSWORD_MIN = 12;

/** A password that somebody chooses now; what was chosen under other rules goes on being good. */
export const NewPassword = z.string().min(PASSWORD_MIN, `must have at least ${PASSWORD_MIN} characters`).max(1024);

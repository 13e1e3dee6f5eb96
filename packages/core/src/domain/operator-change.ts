import { MatrixError } from '../errors/matrix-error.js';

/** Who changes something, and why. */
export interface OperatorChange {
  /** A name for the log: 1 to 100 characters. */
  readonly by: string;
  /** For the log: at most 500 characters. */
  readonly reason?: string | undefined;
}

/** @throws MatrixError `M_INVALID_PARAM` */
export function assertOperatorChange({ by, reason = '' }: OperatorChange): void {
  if (typeof by !== 'string' || by.trim() === '' || by.length > 100)
    throw new MatrixError('M_INVALID_PARAM', 'by must say who it is, in 1 to 100 characters');
  if (typeof reason !== 'string' || reason.length > 500)
    throw new MatrixError('M_INVALID_PARAM', 'reason must have at most 500 characters');
}
